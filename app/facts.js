// @ts-check
// What is known of a prompt, in the page's language: browser, place, moment. Moments are the server's; the phone only puts
// them into its own time zone.

import { word } from "./screens.js";

const language = document.documentElement.lang;

/** "Firefox on Linux", as far as it is known. @param {{ browser: string, system: string }} seen */
export const browserOf = ({ browser, system }) => {
  const [name, on] = [word(`browser-${browser}`), word(`system-${system}`)];
  if (name && on) return word("browser-on", name, on);
  return name || on || word("unknown");
};

/** @param {string} country two letters (ISO 3166-1), or none */
const countryOf = (country) => {
  try {
    return (country && new Intl.DisplayNames([language], { type: "region" }).of(country)) || country;
  } catch {
    return country;
  }
};

/** @param {{ country: string, address?: string }} seen */
export const placeOf = ({ country, address }) => [countryOf(country), address].filter(Boolean).join(" · ") || word("unknown");

const moments = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" });

/** @param {string} at */
export const momentOf = (at) => (Number.isNaN(Date.parse(at)) ? at : moments.format(new Date(at)));

/** 83 seconds are "1:23". @param {number} seconds */
export const clockOf = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** The host alone, where it is an address. @param {string} site */
export const hostOf = (site) => (URL.canParse(site) ? new URL(site).host : site);
