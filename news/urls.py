from django.urls import path

from news.views import ArticleDetail, ArticleList

app_name = "news"

urlpatterns = [
    path("news/", ArticleList.as_view(), name="list"),
    path("news/<slug:slug>/", ArticleDetail.as_view(), name="article"),
]
