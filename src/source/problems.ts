/** The problem codes of the folder and its files. */
import type { NoParams, Reason } from "../model/reason.ts";

declare module "../model/problem.ts" {
	interface ErrorParams {
		// One file.
		"not-utf-8": NoParams;
		"file-name": { readonly fault: NameFault };
		"not-a-file": NoParams;
		"not-a-folder": NoParams;
		/** `systemCode`: the operating system's, such as `EACCES`. */
		unreadable: { readonly systemCode: string };
		"dangling-link": NoParams;
		"link-loop": NoParams;

		// All of them.
		"too-many-files": { readonly most: number };
		"too-many-folders": { readonly most: number };
		"too-many-entries": { readonly most: number };
		"too-many-links": { readonly most: number };
		"folder-too-large": { readonly mostMiB: number };
		/** `run` cannot read the folder. */
		"unreadable-folder": { readonly cause: Reason };
		/** `run` takes long to read the folder. */
		"slow-folder": { readonly path: string; readonly seconds: number };

		// `run --require-descendant`.
		"no-descendant": { readonly commit: string; readonly inForce: string };
		/** Whether `commit` descends from `inForce` is unknown; neither is known outside of a checkout. */
		"unknown-ancestry": {
			readonly commit?: string;
			readonly inForce?: string;
			readonly why: "no checkout" | "shallow" | "unreadable";
		};
	}
}

/** What is wrong with the name of a manifest or folder. */
export type NameFault = "not-utf-8" | "control-characters" | "blank";
