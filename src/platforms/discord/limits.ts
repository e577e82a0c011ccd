/** What Discord accepts, as numbers. Lengths are UTF-16 units, which never count less than Discord does. */

/** https://docs.discord.com/developers/resources/message#create-message */
export const contentLimit = 2000;
/** https://docs.discord.com/developers/resources/message#embed-object-embed-limits */
export const descriptionLimit = 4096;

/** https://docs.discord.com/developers/components/reference#button */
export const buttonsPerRow = 5;
export const labelLimit = 80;
export const customIdLimitBytes = 100;
export const buttonUrlLimit = 512;

/** https://docs.discord.com/developers/interactions/application-commands */
export const commandsLimit = 100;
export const optionsLimit = 25;
export const descriptionOfCommandLimit = 100;
export const choicesLimit = 25;
export const choiceNameLimit = 100;
export const choiceValueLimit = 100;

/** The repeat of a message is dropped by its nonce, which may be this long. */
export const nonceLimit = 25;

/** Our own: a title is one sentence, a line is a line, small print is small, a piece of code is a glance. */
export const titleLimit = 300;
export const lineLimit = 600;
export const codeLimit = 240;
export const smallPrintLimit = 200;
export const linkLimit = 1024;
