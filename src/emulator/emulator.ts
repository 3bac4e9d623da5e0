/**
 * Creates the embedded AWS: one account in one Region whose services are connected, so that a task becomes an instance,
 * a record set and a DNS answer. Clients use AWS's wire protocols only; the caller supplies clock and randomness.
 */
import type { Clock, SteerableClock } from "../lib/clock.ts";
import { type Random, seededRandom } from "../lib/random.ts";
import { type Account, openAccount, resourceKinds } from "./account.ts";
import type { Network } from "./account-context.ts";
import { type Control, createControl } from "./control/control.ts";
import type { FaultRule } from "./front/fault-rule.ts";
import type { Faults } from "./front/faults.ts";
import { type InProcessHandler, inProcessHandler } from "./request-handler.ts";
import type { ServiceName, ServiceSettings, ServiceTools } from "./services/list.ts";
import type { WireRequest, WireResponse } from "./wire/http-message.ts";

/** The initial configuration of an emulator; by default the account is empty. */
export interface EmulatorOptions {
	/** A clock with `advance` lets the control API advance it. */
	readonly clock: Clock | SteerableClock;
	readonly random: Random;
	/** Twelve digits; 123456789012 if absent. */
	readonly account?: string;
	readonly region?: string;
	/**
	 * IDs and ARNs of existing resources of the kinds in `knownKinds`. If none of a kind is listed, all resources of that
	 * kind exist.
	 */
	readonly known?: readonly string[];
	readonly network?: Network;
	/** Multiplies AWS's request rates; 1 means AWS's own rates. Requests are not throttled if absent. */
	readonly throttle?: number;
	/** Faults that apply from the first request on. */
	readonly faults?: readonly FaultRule[];
	/** Overrides of each service's defaults, by service. */
	readonly settings?: ServiceSettings;
}

/** The embedded AWS in this process. */
export interface Emulator {
	readonly account: string;
	readonly region: string;
	/**
	 * Answers a request in AWS's wire protocols. AWS errors are responses. Rejects with ConnectionLost if a fault
	 * requires it; any other rejection is a bug.
	 */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
	/** The `requestHandler` of SDK clients in this process. */
	readonly requestHandler: InProcessHandler;
	/** The names of all supported operations, such as `ecs:UpdateService`. */
	readonly operations: readonly string[];
	/** Answers DNS queries without packets. */
	readonly resolveDns: Account["resolveDns"];
	/** The control API; see `createControl`. */
	readonly control: Control;
	/** Tools for users and tests, by service. A reset replaces them. */
	readonly service: <Name extends ServiceName>(name: Name) => ServiceTools[Name];
	/** Injects faults. */
	readonly faults: Faults;
	/**
	 * Replaces the account with an empty one without faults. The new account assigns IDs in the same order. The clock
	 * continues.
	 */
	readonly reset: () => void;
	/** Cancels all timers and waiting requests. State no longer changes on its own. */
	readonly stop: () => void;
}

const seeds = 2 ** 32;

/** Creates an embedded AWS. It listens on no port until `serve` is called. */
export function createEmulator(options: EmulatorOptions): Emulator {
	const { account = "123456789012", region = "ap-northeast-1", clock } = options;
	const seed = Math.floor(options.random() * seeds);
	const begin = () => openAccount({ ...options, account, region, random: seededRandom(seed) });
	let current = begin();
	for (const rule of options.faults ?? []) current.faults.add(rule);
	const reset = () => {
		current.stop();
		current = begin();
	};
	const handle = (request: WireRequest) => current.handle(request);
	return {
		account,
		region,
		handle,
		requestHandler: inProcessHandler(handle),
		operations: current.operations,
		resolveDns: (question) => current.resolveDns(question),
		control: createControl({
			account,
			region,
			now: clock.now,
			advance: "advance" in clock ? clock.advance : undefined,
			reset,
			current: () => current,
		}),
		service: (name) => current.tools[name],
		get faults() {
			return current.faults;
		},
		reset,
		stop: () => current.stop(),
	};
}

/** Whether a text can be listed as known: it is an ID or ARN of one of `knownKinds`. */
export function canBeKnown(id: string): boolean {
	return resourceKinds.some(({ pattern }) => pattern.test(id));
}

/** The kinds of IDs and ARNs that can be listed as known, such as `role ARN`. */
export const knownKinds: readonly string[] = resourceKinds.map(({ name }) => name);
