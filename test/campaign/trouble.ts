/**
 * What can go wrong in one stage of a life, as plain data, so that a failure can print it and it can be tried again. What each
 * trouble does is in `armed.ts` and `company.ts`.
 */
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import type { Deed } from "./company.ts";
import type { Stage } from "./stories.ts";

/** What goes wrong with a request; a crash is that of the controller. */
export type Fault =
	| "crash before"
	| "crash after"
	| "response lost"
	| "never answered"
	| "throttled"
	| "500"
	| "empty page first";

/** The n-th write or read of a stage, counted from 1, and what goes wrong with it. */
export interface Incident {
	readonly fault: Fault;
	readonly on: "write" | "read";
	readonly number: number;
}

export type Trouble =
	/** Each counts from the one before, and the stage is not over before the first has happened. */
	| { readonly what: "incidents"; readonly incidents: readonly Incident[] }
	/** Requests that the name means, such as `ecs:*`, are met for so long. */
	| {
			readonly what: "weather";
			readonly operation: string;
			readonly effect: FaultEffect;
			readonly probability?: number;
			readonly forSeconds: number;
	  }
	/** The clock of the controller, some time after the stage has begun. */
	| { readonly what: "clock"; readonly does: "forward" | "back" | "freeze" | "suspend"; readonly afterSeconds: number }
	/** Somebody else is at work, some time after the stage has begun and every so often. */
	| { readonly what: "company"; readonly deed: Deed; readonly afterSeconds: number };

/** The trouble of each stage of one life. */
export type Troubles = Partial<Readonly<Record<Stage["name"], Trouble>>>;
