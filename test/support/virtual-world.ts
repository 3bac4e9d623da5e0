/**
 * A complete set-up in one process and in virtual time: the embedded AWS, real SDK clients, and a controller with
 * manifests as text. Nothing sleeps; time advances only after all work of the current instant is done.
 */
import { setMaxListeners } from "node:events";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { Route53Client } from "@aws-sdk/client-route-53";
import { ServiceDiscoveryClient } from "@aws-sdk/client-servicediscovery";
import { createBudget } from "../../src/aws/budget.ts";
import type { Call } from "../../src/aws/calls.ts";
import { type Aws, createAws } from "../../src/aws/client.ts";
import { openInProcess } from "../../src/aws/client-settings.ts";
import type { RequestListener } from "../../src/aws/requests.ts";
import { convergence } from "../../src/controller/convergence.ts";
import { discoveryPaceOf } from "../../src/controller/discovery-loop.ts";
import type { SentCall } from "../../src/controller/execute.ts";
import { imagePaceOf } from "../../src/controller/image-loop.ts";
import { type Controller, createController, type Listeners } from "../../src/controller/loop.ts";
import { paceOf } from "../../src/controller/schedule.ts";
import { createEmulator, type Emulator, type EmulatorOptions } from "../../src/emulator/emulator.ts";
import type { ImageSource } from "../../src/images/image-source.ts";
import { kinds as ownKinds } from "../../src/kinds/list.ts";
import { type VirtualClock, virtualClock, type WallClock } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { type Loaded, load } from "../../src/manifest/load.ts";
import type { Kinds } from "../../src/model/kinds.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { ResourceStatus, Status } from "../../src/model/status.ts";
import { problemText } from "../../src/report/problem-text.ts";
import { committed } from "./committed.ts";

export interface AwsClients {
	readonly ecs: ECSClient;
	readonly cloudMap: ServiceDiscoveryClient;
	readonly route53: Route53Client;
}

export interface VirtualWorld extends AwsClients {
	/** Imported here, so that the package is loaded before virtual time begins. */
	readonly logs: CloudWatchLogsClient;
	readonly clock: VirtualClock;
	readonly emulator: Emulator;
	/** Every request that reached AWS, as `ecs:UpdateService`. */
	readonly requests: string[];
	/** Starts a controller on this AWS. */
	readonly start: (options?: StartOptions) => RunningController;
	/** Advances time until `condition` holds; throws with `explain` if it never does. */
	readonly until: (
		condition: () => boolean | Promise<boolean>,
		options?: { readonly atMostMs?: number; readonly explain?: () => string },
	) => Promise<void>;
	/** Advances time by `byMs`. */
	readonly advance: (byMs: number) => Promise<void>;
}

export interface StartOptions extends Listeners {
	readonly intervalMs?: number;
	/** The kinds, if not evenkeel's own. */
	readonly kinds?: Kinds;
	/** Observe only: never writes. */
	readonly observe?: boolean;
	/** The AWS that answers a request such as `ecs:UpdateService`, if not always the default one. */
	readonly answeredBy?: (operation: string) => Pick<Emulator, "requestHandler">;
	/** The controller's own clock, if not the shared one. */
	readonly clock?: WallClock;
	/** The interval at which tasks, instances and records are also compared. */
	readonly discoveryIntervalMs?: number;
	/** Also reads the images that services run; with only an interval the embedded AWS answers. */
	readonly images?: { readonly intervalMs: number; readonly source?: ImageSource };
	/** Answers preflight's question whether images exist. */
	readonly imageSource?: ImageSource;
	/** The controller's share of AWS's request rates, 0 to 1; unlimited if absent. */
	readonly budget?: number;
	/** Called with each request that AWS answered or failed to answer. */
	readonly onRequest?: RequestListener;
	/** Called before each call is sent; throwing is a crash of the controller before the call. */
	readonly beforeCall?: (call: Call, count: number) => void;
	/** Every read passes here: it can fail or return another answer. */
	readonly aroundRead?: (operation: string, input: object, read: () => Promise<object>) => Promise<object>;
	/** Called after AWS accepted a call and before the controller receives the answer. */
	readonly afterCall?: (call: Call, count: number) => void;
}

export interface RunningController {
	readonly controller: Controller;
	/** The writes that AWS answered, in order. */
	readonly sent: SentCall[];
	/** Accepts manifests as text by file name, or a snapshot. */
	readonly accept: (files: Files | Snapshot) => Loaded;
	/** Advances time until everything is in sync and healthy. */
	readonly settle: (options?: { readonly atMostMs?: number }) => Promise<Status>;
	readonly resource: (identity: string) => ResourceStatus | undefined;
	readonly stop: () => Promise<void>;
	/** Resolves or rejects with the loop. */
	readonly ended: Promise<void>;
}

export type Files = Readonly<Record<string, string>>;

export interface WorldOptions extends Omit<EmulatorOptions, "clock" | "random"> {
	readonly seed?: number;
	/** The clock of another set-up, so that both share their time. */
	readonly clock?: VirtualClock;
}

export function createVirtualWorld(options: WorldOptions = {}): VirtualWorld {
	const clock = options.clock ?? virtualClock();
	const emulator = createEmulator({ random: seededRandom(options.seed ?? 1), ...options, clock });
	const caller = "test";
	const requests: string[] = [];
	const world: VirtualWorld = {
		clock,
		emulator,
		requests,
		ecs: openInProcess(ECSClient, emulator, caller),
		cloudMap: openInProcess(ServiceDiscoveryClient, emulator, caller),
		route53: openInProcess(Route53Client, emulator, caller),
		logs: openInProcess(CloudWatchLogsClient, emulator, caller),
		start: (startOptions = {}) => startController(world, startOptions),
		until: async (condition, { atMostMs = 3_600_000, explain = () => "" } = {}) => {
			const endMs = clock.now() + atMostMs;
			await quiet();
			while (!(await condition())) {
				if (clock.now() > endMs) throw new Error(`Not reached within ${atMostMs} virtual ms. ${explain()}`);
				await clock.advance(Math.max(1, Math.min(clock.untilNext() ?? 1_000, 1_000)));
				await quiet();
			}
		},
		advance: async (byMs) => {
			const endMs = clock.now() + byMs;
			await quiet();
			while (clock.now() < endMs) {
				await clock.advance(Math.max(1, Math.min(clock.untilNext() ?? byMs, endMs - clock.now())));
				await quiet();
			}
		},
	};
	return world;
}

function startController(world: VirtualWorld, options: StartOptions): RunningController {
	const { emulator } = world;
	const { clock = world.clock, kinds = ownKinds } = options;
	const random = seededRandom(7);
	const ending = new AbortController();
	setMaxListeners(0, ending.signal);
	const aws = watched(
		createAws({
			region: emulator.region,
			requestHandler: options.answeredBy ? switching(options.answeredBy) : emulator.requestHandler,
			clock,
			random,
			budget: options.budget ? createBudget(clock, options.budget) : async () => {},
			signal: ending.signal,
			onRequest: (request) => {
				world.requests.push(request.operation);
				options.onRequest?.(request);
			},
		}),
		options,
	);
	const sent: SentCall[] = [];
	const { images: _images, budget: _budget, ...others } = options;
	const controller = createController({
		...others,
		kinds,
		aws,
		clock,
		random,
		pace: paceOf(options.intervalMs ?? 60_000),
		maxWrites: 50,
		...(options.discoveryIntervalMs ? { discovery: discoveryPaceOf(options.discoveryIntervalMs) } : {}),
		...(options.images ? { images: imagesFor(emulator, options.images) } : {}),
		onSent: (call) => {
			sent.push(call);
			options.onSent?.(call);
		},
	});
	const ended = controller.run(ending.signal);
	// The test expects a crash; until it checks, the rejection must not end the test run.
	ended.catch(() => {});
	let previous: Loaded | undefined;
	const running: RunningController = {
		controller,
		sent,
		ended,
		accept: (files) => {
			previous = load(asSnapshot(files), { kinds, ownerFallback: "test", ...(previous ? { previous } : {}) });
			controller.setManifests(previous);
			return previous;
		},
		settle: async ({ atMostMs } = {}) => {
			await world.until(() => convergence(controller.status(), { healthy: true }).state === "reached", {
				...(atMostMs ? { atMostMs } : {}),
				explain: () => explain(controller.status()),
			});
			return controller.status();
		},
		resource: (identity) => controller.status().resources.find((resource) => resource.identity === identity),
		stop: async () => {
			ending.abort();
			await ended.catch(() => {});
		},
	};
	return running;
}

/** Sends each request to the AWS that currently answers. */
function switching(answeredBy: NonNullable<StartOptions["answeredBy"]>): Emulator["requestHandler"] {
	const handle: Emulator["requestHandler"]["handle"] = (request, options) => {
		const [service, operation] = (request.headers["x-amz-target"] ?? "").split(".");
		const prefix = service?.startsWith("Route53AutoNaming") ? "servicediscovery" : "ecs";
		return answeredBy(operation ? `${prefix}:${operation}` : "route53").requestHandler.handle(request, options);
	};
	return { ...answeredBy("").requestHandler, handle };
}

function imagesFor(emulator: Emulator, { intervalMs, source }: NonNullable<StartOptions["images"]>) {
	const embedded: ImageSource = async (image) => ({ digests: [emulator.service("ecs").imageDigest(image)] });
	return { source: source ?? embedded, pace: imagePaceOf(intervalMs) };
}

function watched(aws: Aws, { beforeCall, afterCall, aroundRead }: StartOptions): Aws {
	let count = 0;
	return {
		...aws,
		read: (operation, input) => {
			const read = () => aws.read(operation, input);
			// A replacement answer has the shape of the same operation's answer.
			return aroundRead ? (aroundRead(operation, input, read) as ReturnType<typeof read>) : read();
		},
		send: async (call, conditions) => {
			count += 1;
			beforeCall?.(call, count);
			const sent = await aws.send(call, conditions);
			afterCall?.(call, count);
			return sent;
		},
	};
}

/** A snapshot of manifests written in a test. */
export function asSnapshot(files: Files | Snapshot): Snapshot {
	if ("root" in files && "revision" in files) return files as Snapshot;
	return {
		root: "/manifests",
		path: "",
		...committed("test", new Map(Object.entries(files as Files).sort(([a], [b]) => (a < b ? -1 : 1)))),
		problems: [],
	};
}

function explain({ resources, problems, stopped }: Status): string {
	const open = resources.filter(({ sync, health }) => sync !== "Synced" || health.status !== "Healthy");
	return [
		stopped ? JSON.stringify(stopped) : "",
		...problems.map(problemText),
		...open.map(({ identity, outcome, health, reason, drift, failure }) =>
			JSON.stringify({ identity, outcome, health, reason, drift, failure }),
		),
	].join("\n");
}

/** Waits until all work that does not depend on time is done. */
async function quiet(): Promise<void> {
	for (let round = 0; round < 10; round++) await new Promise((resolve) => setImmediate(resolve));
}
