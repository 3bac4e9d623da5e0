/** The form of a reason code's wording; only the catalogue turns decisions into sentences. */
import type { Reason, ReasonCode, ReasonParams } from "../../model/reason.ts";

/** Returns the message of a nested reason, without its remediation. */
export type WordNested = (reason: Reason) => string;

/** Returns the remediation of a nested reason. */
export type AdviseNested = (reason: Reason) => string | undefined;

/** The wording of one code. */
export interface Wording<Params> {
	/** `info`: as intended. `warning`: a person may want to act. `error`: a person has to act. */
	readonly severity: "info" | "warning" | "error";
	/** When the code is used, for the documentation: one sentence without values. */
	readonly cause: string;
	/** What happened, and why: sentences with names and values. The first one stands alone. */
	readonly message: (params: Params, word: WordNested) => string;
	/** What to do; absent where nothing needs to be done. */
	readonly remediation?: string | ((params: Params, word: WordNested, advise: AdviseNested) => string | undefined);
	/** Set where the message follows the one of another reason, after a colon. */
	readonly isFragment?: true;
}

/** The wordings of some codes. */
export type Wordings<Code extends ReasonCode> = { readonly [C in Code]: Wording<ReasonParams[C]> };

/** Adds a full stop to a text of AWS's or of an image registry's that has none, so that another sentence can follow. */
export function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** The remediations of several reasons, each one once; undefined where there is none. */
export function advice(reasons: readonly Reason[], advise: AdviseNested): string | undefined {
	const all = reasons.map(advise).filter((text) => text !== undefined);
	return all.length > 0 ? [...new Set(all)].join(" ") : undefined;
}
