/**
 * One account in one region of the embedded AWS: ECS, Cloud Map and Route 53 joined as AWS joins them, so that a task
 * becomes an instance, the instance a record set, and the record set a DNS answer. It is spoken to through AWS's wire
 * protocols only; its clock and its randomness are the caller's.
 */
import type { Cancel, Clock } from "../lib/clock.ts";
import { type Random, randomText } from "../lib/random.ts";
import { createCloudMap } from "./cloud-map/cloud-map.ts";
import { wireService } from "./codecs.ts";
import { type Control, createControl } from "./control.ts";
import { answer, type DnsQuestion, type DnsReply } from "./dns/answer.ts";
import { createEcs, type Ecs } from "./ecs/ecs.ts";
import { type InProcessHandler, inProcessHandler } from "./request-handler.ts";
import { createRoute53 } from "./route-53/route-53.ts";
import type { Surroundings } from "./surroundings.ts";
import type { WireRequest, WireResponse } from "./wire.ts";

export interface EmulatorOptions {
	readonly clock: Clock;
	readonly random: Random;
	/** Twelve digits; 123456789012 when absent. */
	readonly account?: string;
	readonly region?: string;
	/** `auto` makes container instances as services of launch type EC2 ask for them. */
	readonly containerInstances?: "auto" | "none";
}

export interface Emulator {
	readonly account: string;
	readonly region: string;
	/** Answers a request of AWS's wire protocols. Refusals are responses; only a bug of the emulator rejects. */
	readonly handle: (request: WireRequest) => Promise<WireResponse>;
	/** The `requestHandler` for SDK clients in the same process. */
	readonly requestHandler: InProcessHandler;
	/** What DNS answers, without a packet. */
	readonly resolveDns: (question: DnsQuestion) => DnsReply;
	/** The control paths, see `createControl`. */
	readonly control: Control;
	/** For people and tests: what a task sees, and what happens to it. */
	readonly tasks: TasksInside;
	/** Ends every timer. Nothing changes by itself afterwards. */
	readonly stop: () => void;
}

/** Beside what ECS tells of a task: the addresses of a name from its hosts file, else from DNS; undefined for no task. */
export interface TasksInside
	extends Pick<
		Ecs,
		"hostsFile" | "lookupFromTask" | "failTaskStarts" | "killTask" | "disturbTasks" | "terminateInstance"
	> {
	readonly lookup: (taskId: string, name: string) => readonly string[] | undefined;
}

export function createEmulator(options: EmulatorOptions): Emulator {
	const { account = "123456789012", region = "ap-northeast-1", random, containerInstances = "auto" } = options;
	const clock = stoppable(options.clock);
	const surroundings: Surroundings = { account, region, clock, random };
	const requestId = () => requestIdFrom(surroundings.random);
	const route53 = createRoute53(surroundings);
	const cloudMap = createCloudMap(surroundings, route53.forCloudMap);
	const ecs = createEcs(surroundings, cloudMap.forEcs, { containerInstances });
	const services = [
		wireService("ecs", ecs.handlers, requestId),
		wireService("servicediscovery", cloudMap.handlers, requestId),
		wireService("route-53", route53.handlers, requestId),
	];
	const handle = async (request: WireRequest): Promise<WireResponse> => {
		const service = services.find(({ matches }) => matches(request));
		return service ? service.handle(request) : notAnAwsRequest(request);
	};
	const resolveDns = (question: DnsQuestion) => answer(question, route53.zones(), random);
	const lookup = (taskId: string, name: string) => {
		if (ecs.hostsFile(taskId) === undefined) return undefined;
		return ecs.lookupFromTask(taskId, name) ?? addressesOf(resolveDns, name);
	};
	return {
		account,
		region,
		handle,
		requestHandler: inProcessHandler(handle),
		resolveDns,
		control: createControl({
			account,
			region,
			now: clock.now,
			hostsFile: ecs.hostsFile,
			lookup,
			overview: () => ({ ...cloudMap.overview(), zones: route53.overview(), ...ecs.overview() }),
		}),
		tasks: { ...ecs, lookup },
		stop: () => {
			ecs.stop();
			clock.stop();
		},
	};
}

/** The addresses that a program in a task gets when its hosts file does not know the name. */
function addressesOf(resolveDns: Emulator["resolveDns"], name: string): readonly string[] {
	return ["A", "AAAA"].flatMap((type) =>
		resolveDns({ name, type }).answers.flatMap((record) => (record.type === type ? record.value : [])),
	);
}

/**
 * A clock whose every timer can be ended at once, so that a stopped emulator keeps no process alive, and on which one
 * action takes no time: what happens in it sees one instant, however fast the clock runs. What falls due between two
 * readings would else be seen as still to come by the first and as over by the second, and be waited for by none.
 */
function stoppable(clock: Clock): Clock & { readonly stop: () => void } {
	const pending = new Set<Cancel>();
	let stopped = false;
	let instantMs: number | undefined;
	return {
		now: () => instantMs ?? clock.now(),
		schedule: (delayMs, action) => {
			if (stopped) return () => {};
			const cancelTimer = clock.schedule(delayMs, () => {
				pending.delete(cancel);
				instantMs = clock.now();
				try {
					action();
				} finally {
					instantMs = undefined;
				}
			});
			const cancel = () => {
				pending.delete(cancel);
				cancelTimer();
			};
			pending.add(cancel);
			return cancel;
		},
		stop: () => {
			stopped = true;
			for (const cancel of [...pending]) cancel();
		},
	};
}

function requestIdFrom(random: Random): string {
	const hex = randomText(random, 32, "0123456789abcdef");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** What AWS's front end says to a request that names no operation of a service that is here. */
function notAnAwsRequest({ method, path, headers }: WireRequest): WireResponse {
	const target = headers["x-amz-target"];
	const message = target
		? `The embedded AWS does not know the operation ${target}; it has ECS, Cloud Map and Route 53.`
		: `${method} ${path} names no operation: the header X-Amz-Target is missing and the path is not Route 53's.`;
	return {
		statusCode: target ? 400 : 404,
		headers: { "content-type": "application/x-amz-json-1.1" },
		body: new TextEncoder().encode(JSON.stringify({ __type: "UnknownOperationException", message })),
	};
}
