// Tells the site in which time zone the editor is, so that times are shown and taken in it.
"use strict";
{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const told = document.cookie.split("; ").find((one) => one.startsWith("zone="));
  if (told !== `zone=${zone}`) {
    document.cookie = `zone=${zone}; path=/admin/; max-age=31536000; samesite=lax`;
  }
}
