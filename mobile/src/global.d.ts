/** Of the project, from the file VERSION. */
declare const __VERSION__: string;
