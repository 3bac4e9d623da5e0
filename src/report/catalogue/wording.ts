/** How a reason code is worded: the only place where decisions become sentences. */
import type { Reason, ReasonCode, ReasonParams } from "../../model/reason.ts";

/** Words a reason that is part of another one, without its remediation. */
export type WordNested = (reason: Reason) => string;

/** What to do about a reason that is part of another one. */
export type AdviseNested = (reason: Reason) => string | undefined;

/** What is said of one code. */
export interface Wording<Params> {
	/** `info`: as intended. `warning`: a person may want to act. `error`: a person has to act. */
	readonly severity: "info" | "warning" | "error";
	/** When the code is given, for the documentation: one sentence without values. */
	readonly cause: string;
	/** What happened, and why: sentences with names and values. The first one stands alone. */
	readonly message: (params: Params, word: WordNested) => string;
	/** What to do; absent where nothing needs to be done. */
	readonly remediation?: string | ((params: Params, word: WordNested, advise: AdviseNested) => string | undefined);
	/** Set where the message only completes the one of another reason, after a colon. */
	readonly isFragment?: true;
}

/** The wording of some codes. */
export type Wordings<Code extends ReasonCode> = { readonly [C in Code]: Wording<ReasonParams[C]> };

/** A text of AWS's or of an image registry's with a full stop, so that others can follow it. */
export function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What to do about several reasons, each piece of advice once; undefined where there is none. */
export function advice(reasons: readonly Reason[], advise: AdviseNested): string | undefined {
	const all = reasons.map(advise).filter((text) => text !== undefined);
	return all.length > 0 ? [...new Set(all)].join(" ") : undefined;
}
