"""Search in what is public: its index, its questions, its answers.

It knows nothing of projects or meetings. Other apps say in a module ``searchable.py`` what of
theirs can be found, with what this module offers.
"""
