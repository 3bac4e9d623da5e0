/**
 * One account in one region of the embedded AWS, so joined that a task becomes an instance, the instance a record set, and
 * the record set a DNS answer. It is spoken to through AWS's wire protocols only; its clock and its randomness are the
 * caller's.
 */
import type { Clock, SteerableClock } from "../lib/clock.ts";
import { type Random, seededRandom } from "../lib/random.ts";
import { type Account, openAccount, type TasksInside } from "./account.ts";
import { type Control, createControl } from "./control/control.ts";
import type { FaultRule } from "./front/fault-rule.ts";
import type { Faults } from "./front/faults.ts";
import { type InProcessHandler, inProcessHandler } from "./request-handler.ts";
import type { CloudMapQuotas } from "./services/servicediscovery/state.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

/** What an emulator begins with; an empty account where nothing is said. */
export interface EmulatorOptions {
	/** One that can be moved by hand lets the control API do so. */
	readonly clock: Clock | SteerableClock;
	readonly random: Random;
	/** Twelve digits; 123456789012 when absent. */
	readonly account?: string;
	readonly region?: string;
	/**
	 * Ids of VPCs, subnets and security groups and ARNs of roles, target groups and log groups that are there. Of a kind of
	 * which none is listed, all are taken as given.
	 */
	readonly known?: readonly string[];
	/** `auto` makes container instances as services of launch type EC2 ask for them. */
	readonly containerInstances?: "auto" | "none";
	/**
	 * The VPCs that there are, with their subnets: a task then sees the private zones of its own VPC alone. When absent, tasks
	 * see all of them.
	 */
	readonly vpcs?: Readonly<Record<string, readonly string[]>>;
	/** Subnets with an IPv6 block: tasks in them have an IPv6 address beside the other one. */
	readonly dualStackSubnets?: readonly string[];
	/** How many times AWS's request rates are let through, 1 being AWS's own; nothing is throttled when absent. */
	readonly throttle?: number;
	/** Faults from the first request on. */
	readonly faults?: readonly FaultRule[];
	/** What differs from AWS's quotas of Cloud Map. */
	readonly cloudMapQuotas?: Partial<CloudMapQuotas>;
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
	/** What DNS answers, without a packet. */
	readonly resolveDns: Account["resolveDns"];
	/** The control paths, see `createControl`. */
	readonly control: Control;
	/** Lets the endpoint behind a Route 53 health check fail or recover, see `HealthChecks`. */
	readonly tellHealth: Account["tellHealth"];
	/** For people and tests: what a task sees, and what happens to it. */
	readonly tasks: TasksInside;
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
	const { account = "123456789012", region = "ap-northeast-1", containerInstances = "auto", clock } = options;
	const seed = Math.floor(options.random() * seeds);
	const begin = () => openAccount({ ...options, account, region, containerInstances, random: seededRandom(seed) });
	let current = begin();
	for (const rule of options.faults ?? []) current.faults.add(rule);
	const reset = () => {
		current.stop();
		current = begin();
	};
	const handle = (request: WireRequest) => current.handle(request);
	const tellHealth: Account["tellHealth"] = (...told) => current.tellHealth(...told);
	return {
		account,
		region,
		handle,
		requestHandler: inProcessHandler(handle),
		resolveDns: (question) => current.resolveDns(question),
		tellHealth,
		control: createControl({
			account,
			region,
			now: clock.now,
			advance: "advance" in clock ? clock.advance : undefined,
			reset,
			resolveDns: (question) => current.resolveDns(question),
			tellHealth,
			overview: () => current.overview(),
			tasks: () => current.tasks,
			faults: () => current.faults,
			disturbances: () => current.disturbances,
		}),
		get tasks() {
			return current.tasks;
		},
		get faults() {
			return current.faults;
		},
		reset,
		stop: () => current.stop(),
	};
}
