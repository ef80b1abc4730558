// @ts-check
// Pages say times in UTC or as "5 minutes ago"; here they also get the reader's own time.

const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });

for (const element of document.querySelectorAll("time[datetime]")) {
  if (!(element instanceof HTMLTimeElement)) continue;
  const local = format.format(new Date(element.dateTime));
  if ("exact" in element.dataset) element.textContent = local;
  else element.title = local;
}
