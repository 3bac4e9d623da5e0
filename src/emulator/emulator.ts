/**
 * One account in one region of the embedded AWS, so joined that a task becomes an instance, the instance a record set, and
 * the record set a DNS answer. It is spoken to through AWS's wire protocols only; its clock and its randomness are the
 * caller's.
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

/** What an emulator begins with; an empty account where nothing is said. */
export interface EmulatorOptions {
	/** One that can be moved by hand lets the control API do so. */
	readonly clock: Clock | SteerableClock;
	readonly random: Random;
	/** Twelve digits; 123456789012 when absent. */
	readonly account?: string;
	readonly region?: string;
	/**
	 * Ids and ARNs of resources that exist, of the kinds that `canBeKnown` takes. Of a kind of which none is listed, all are
	 * taken as existing.
	 */
	readonly known?: readonly string[];
	readonly network?: Network;
	/** How many times AWS's request rates are let through, 1 being AWS's own; nothing is throttled when absent. */
	readonly throttle?: number;
	/** Faults from the first request on. */
	readonly faults?: readonly FaultRule[];
	/** What differs from each service's defaults, by service. */
	readonly settings?: ServiceSettings;
}

/** The embedded AWS within the process. */
export interface Emulator {
	readonly account: string;
	readonly region: string;
	/**
	 * Answers a request of AWS's wire protocols. Refusals are responses; it rejects with ConnectionLost where a fault asks for
	 * that, and else only by a bug.
	 */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
	/** The `requestHandler` for SDK clients in the same process. */
	readonly requestHandler: InProcessHandler;
	/** The names of all operations that it has, such as `ecs:UpdateService`. */
	readonly operations: readonly string[];
	/** What DNS answers, without a packet. */
	readonly resolveDns: Account["resolveDns"];
	/** The control paths, see `createControl`. */
	readonly control: Control;
	/** What people and tests do with a service beside AWS's operations. After a reset it is another one. */
	readonly service: <Name extends ServiceName>(name: Name) => ServiceTools[Name];
	/** Faults on demand. */
	readonly faults: Faults;
	/** Begins anew: an empty account without faults, whose ids come in the same order as before. Time goes on. */
	readonly reset: () => void;
	/** Ends every timer and every waiting request. Nothing changes by itself afterwards. */
	readonly stop: () => void;
}

const seeds = 2 ** 32;

/** Makes an embedded AWS; nothing listens before `serve` is called. */
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

/** Whether a text can be listed as known: it is an id or ARN of a kind that `knownKinds` names. */
export function canBeKnown(id: string): boolean {
	return resourceKinds.some(({ pattern }) => pattern.test(id));
}

/** The kinds of ids and ARNs that can be listed as known, such as `role ARN`. */
export const knownKinds: readonly string[] = resourceKinds.map(({ name }) => name);
