// Times of day are those of the room, whatever zone a phone believes to be in.

/** 14:05, of a moment in any form that Date reads. */
export const hourOf = (moment) => new Date(moment).toLocaleTimeString("zh-Hant-TW", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Taipei" });
