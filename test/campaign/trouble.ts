/**
 * Defines the trouble of a stage as plain data, so that a failure can print it and it can be repeated. `armed.ts` and
 * `company.ts` implement the troubles.
 */
import type { FaultEffect } from "../../src/emulator/front/fault-rule.ts";
import type { ManualAction } from "./company.ts";
import type { Stage } from "./stories.ts";

/** The fault of a request; a crash is one of the controller. */
export type Fault =
	| "crash before"
	| "crash after"
	| "response lost"
	| "never answered"
	| "throttled"
	| "500"
	| "empty page first";

/** The n-th write or read of a stage, counted from 1, and its fault. */
export interface Incident {
	readonly fault: Fault;
	readonly on: "write" | "read";
	readonly number: number;
}

export type Trouble =
	/** Each counts from the previous one, and the stage is not over before the first has occurred. */
	| { readonly what: "incidents"; readonly incidents: readonly Incident[] }
	/** Requests that match the name, such as `ecs:*`, are hit for this duration. */
	| {
			readonly what: "weather";
			readonly operation: string;
			readonly effect: FaultEffect;
			readonly probability?: number;
			readonly forSeconds: number;
	  }
	/** The clock of the controller changes some time after the start of the stage. */
	| { readonly what: "clock"; readonly does: "forward" | "back" | "freeze" | "suspend"; readonly afterSeconds: number }
	/** A concurrent actor works some time after the start of the stage and at intervals. */
	| { readonly what: "company"; readonly manualAction: ManualAction; readonly afterSeconds: number };

/** The trouble of each stage of one run. */
export type Troubles = Partial<Readonly<Record<Stage["name"], Trouble>>>;
