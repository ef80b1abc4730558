// @ts-check
// What this phone keeps, in IndexedDB: the key that signs (which cannot be taken out), the token, whose phone it is, and the
// words of its notifications. Not here: anything of a prompt.

/** @typedef {{ id: string, user_name: string, display_name: string }} Account */
/** @typedef {{ id: string, token: string, name: string, keys: CryptoKeyPair, account: Account }} Phone */

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @template T @param {IDBTransactionMode} mode @param {(shelf: IDBObjectStore) => IDBRequest<T>} ask */
const at = async (mode, ask) => {
  const opening = indexedDB.open("companion", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("kept");
  const room = await done(opening);
  try {
    return await done(ask(room.transaction("kept", mode).objectStore("kept")));
  } finally {
    room.close();
  }
};

/** @returns {Promise<Phone | undefined>} */
export const load = () => at("readonly", (shelf) => shelf.get("phone"));

/** @param {Phone} phone */
export const keep = (phone) => at("readwrite", (shelf) => shelf.put(phone, "phone"));

export const forget = () => at("readwrite", (shelf) => shelf.delete("phone"));

/** What the worker says when it is woken, in the language of the page. @param {NotificationOptions & { title: string }} words */
export const keepWords = (words) => at("readwrite", (shelf) => shelf.put(words, "words"));
