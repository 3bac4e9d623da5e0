/**
 * What cannot be tried in a real account here, proved against the embedded AWS: however a run ends, everything that it made is
 * removed, and nothing else is touched.
 */
import {
	CreateClusterCommand,
	DescribeClustersCommand,
	ListClustersCommand,
	ListTaskDefinitionsCommand,
	RegisterTaskDefinitionCommand,
} from "@aws-sdk/client-ecs";
import {
	CreateHttpNamespaceCommand,
	CreateServiceCommand as CreateRegistryCommand,
	ListNamespacesCommand,
	ListServicesCommand,
} from "@aws-sdk/client-servicediscovery";
import { beforeEach, describe, expect, it } from "vitest";
import { createAws } from "../../src/aws/client.ts";
import { sleep } from "../../src/lib/clock.ts";
import { seededRandom } from "../../src/lib/random.ts";
import { namespace, zoneNames } from "../support/aws-reading.ts";
import { createVirtualWorld, type VirtualWorld } from "../support/virtual-world.ts";
import { testAws } from "./command.ts";
import { confirmation } from "./settings.ts";

const account = "123456789012";
const env = {
	EVENKEEL_TEST_ACCOUNT: account,
	EVENKEEL_TEST_REGION: "ap-northeast-1",
	EVENKEEL_TEST_VPC: "vpc-0123456789abcdef0",
	EVENKEEL_TEST_SUBNETS: "subnet-0123456789abcdef0, subnet-0123456789abcdef1",
	EVENKEEL_TEST_SECURITY_GROUP: "sg-0123456789abcdef0",
	EVENKEEL_TEST_EXECUTION_ROLE: `arn:aws:iam::${account}:role/execution`,
	EVENKEEL_TEST_TASK_ROLE: `arn:aws:iam::${account}:role/task`,
	EVENKEEL_TEST_CONFIRM: confirmation(account),
};

interface Session {
	/** All that was said. */
	readonly said: () => string;
	/** What evenkeel had asked AWS before anything was said. */
	readonly requestsBefore: readonly string[];
	readonly interrupt: () => void;
	/** Lets time go on until the command has ended. */
	readonly end: () => Promise<number | undefined>;
}

let world: VirtualWorld;
/** The requests of evenkeel, as `ecs:CreateCluster`. */
let requests: string[];
let isConnected: boolean;
/** Called before each call of evenkeel's; throwing is a bug in it, never returning is a process that was killed. */
let beforeCall: (count: number) => void | Promise<void>;

beforeEach(() => {
	world = createVirtualWorld();
	requests = [];
	isConnected = false;
	beforeCall = () => {};
});

/** Starts the command and waits until it has read its files, which no virtual clock waits for, and says something. */
async function start(
	argv: readonly string[] = [],
	variables: Readonly<Record<string, string>> = env,
): Promise<Session> {
	const { clock, emulator } = world;
	const random = seededRandom(3);
	const { region, requestHandler } = emulator;
	const onRequest = ({ operation }: { readonly operation: string }) => void requests.push(operation);
	const aws = createAws({ region, requestHandler, clock, random, budget: async () => {}, onRequest });
	let [said, count] = ["", 0];
	const requestsBefore: string[] = [];
	let code: number | undefined;
	let interrupt = () => {};
	const send: typeof aws.send = async (call) => {
		count += 1;
		await beforeCall(count);
		return aws.send(call);
	};
	const line = {
		argv,
		env: variables,
		onInterrupt: (action: () => void) => {
			interrupt = action;
		},
		say: (text: string) => {
			if (said === "") requestsBefore.push(...requests);
			said += `${text}\n`;
		},
	};
	const connect = () => {
		isConnected = true;
		return { clients: world, aws: { ...aws, send }, clock, random };
	};
	void testAws(line, connect).then((result) => {
		code = result;
	});
	while (said === "") await new Promise((resolve) => setImmediate(resolve));
	return {
		said: () => said,
		requestsBefore,
		interrupt: () => interrupt(),
		end: async () => {
			await world.until(() => code !== undefined, { atMostMs: 7_200_000, explain: () => said });
			return code;
		},
	};
}

/** All that is in the account, by name; deregistered revisions too. */
async function everything(): Promise<readonly string[]> {
	const { clusterArns = [] } = await world.ecs.send(new ListClustersCommand({}));
	const revisions = async (status: "ACTIVE" | "INACTIVE") =>
		(await world.ecs.send(new ListTaskDefinitionsCommand({ status }))).taskDefinitionArns ?? [];
	const { Namespaces = [] } = await world.cloudMap.send(new ListNamespacesCommand({}));
	const { Services = [] } = await world.cloudMap.send(new ListServicesCommand({}));
	const names = [...clusterArns, ...(await revisions("ACTIVE")), ...(await revisions("INACTIVE"))];
	return [
		...names.map((arn) => arn.slice(arn.lastIndexOf("/") + 1)),
		...[...Namespaces, ...Services].map(({ Name }) => Name ?? ""),
		...(await zoneNames(world)),
	].sort();
}

describe("npm run test:aws", () => {
	it("lives through all stories, names their cost before it begins, and leaves nothing", async () => {
		const session = await start();
		expect(session.said()).toMatch(/under the prefix "evenkeel-test-[a-z0-9]{8}"[\s\S]*US dollar/);
		expect(session.requestsBefore).toEqual(["ecs:DescribeClusters"]);
		expect(await session.end()).toBe(0);
		expect(session.said()).toMatch(/torn down by evenkeel itself[\s\S]*Nothing is left/);
		expect(await everything()).toEqual([]);
	});

	it.each([4, 16])("removes everything when evenkeel breaks at its call %i", async (broken) => {
		beforeCall = (count) => {
			if (count === broken) throw new Error("a bug");
		};
		const session = await start();
		expect(await session.end()).toBe(1);
		expect(session.said()).toMatch(/It went wrong: a bug[\s\S]*Nothing is left/);
		expect(await everything()).toEqual([]);
	});

	it("removes everything when tasks cannot start and a story gets stuck", async () => {
		world.emulator.service("ecs").failTaskStarts({ reason: "CannotPullContainerError: no route" });
		const session = await start();
		expect(await session.end()).toBe(1);
		expect(session.said()).toContain("It went wrong");
		expect(await everything()).toEqual([]);
	});

	it.each([1, 8, 17])("removes everything when it is interrupted after its call %i", async (last) => {
		let calls = 0;
		beforeCall = (count) => {
			calls = count;
		};
		const session = await start();
		await world.until(() => calls > last);
		session.interrupt();
		session.interrupt();
		expect(await session.end()).toBe(1);
		expect(session.said()).toMatch(/Interrupted[\s\S]*Nothing is left/);
		expect(await everything()).toEqual([]);
	});
});

it("npm run test:aws waits for the answer to the call in flight, so that it makes nothing once all is removed", async () => {
	let isInFlight = false;
	beforeCall = async (count) => {
		isInFlight = count === 1;
		if (isInFlight) await sleep(world.clock, 600_000);
	};
	const session = await start();
	await world.until(() => isInFlight);
	session.interrupt();
	expect(await session.end()).toBe(1);
	await world.advance(1_200_000);
	expect(await everything()).toEqual([]);
});

describe("npm run test:aws -- --clean-up", () => {
	/** A run that was killed: from its call `last` on nothing of it moves any more. */
	async function killedRun(last: number): Promise<string> {
		let killed = false;
		beforeCall = (count) => {
			if (count < last) return;
			killed = true;
			return new Promise(() => {});
		};
		const session = await start();
		await world.until(() => killed);
		beforeCall = () => {};
		return /"(evenkeel-test-\w+)"/.exec(session.said())?.[1] ?? "";
	}

	it.each([2, 12, 20])("removes what a run has left that was killed at its call %i", async (last) => {
		const prefix = await killedRun(last);
		expect(await (await start(["--clean-up", prefix])).end()).toBe(0);
		expect(await everything()).toEqual([]);
	});

	it("removes a namespace that is only being made, which no list shows yet", async () => {
		const prefix = "evenkeel-test-k3x9w2ab";
		const Tags = [{ Key: "evenkeel:owner", Value: prefix }];
		await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: `${prefix}-local`, Tags }));
		expect(await everything()).toEqual([]);
		expect(await (await start(["--clean-up", prefix])).end()).toBe(0);
		await world.advance(60_000);
		expect(await everything()).toEqual([]);
	});

	it("touches nothing without its prefix, nor without its owner", async () => {
		const prefix = await killedRun(20);
		const owner = [{ key: "evenkeel:owner", value: prefix }];
		const others = [{ key: "evenkeel:owner", value: "somebody" }];
		const definition = { containerDefinitions: [{ name: "web", image: "web", memory: 64 }] };
		await world.ecs.send(new CreateClusterCommand({ clusterName: "production", tags: owner }));
		await world.ecs.send(new CreateClusterCommand({ clusterName: `${prefix}-others`, tags: others }));
		await world.ecs.send(new CreateClusterCommand({ clusterName: `${prefix}2-web`, tags: owner }));
		await world.ecs.send(new RegisterTaskDefinitionCommand({ ...definition, family: "production", tags: owner }));
		await world.ecs.send(
			new RegisterTaskDefinitionCommand({ ...definition, family: `${prefix}-others`, tags: others }),
		);
		const Tags = owner.map(({ key, value }) => ({ Key: key, Value: value }));
		await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: "production", Tags }));
		await world.cloudMap.send(new CreateHttpNamespaceCommand({ Name: `${prefix}-others` }));
		expect(await (await start(["--clean-up", prefix])).end()).toBe(0);
		const kept = ["production", "production", "production:1", `${prefix}-others`, `${prefix}-others`];
		expect(await everything()).toEqual([...kept, `${prefix}-others:1`, `${prefix}2-web`].sort());
	});

	it("says what it cannot remove, and how to try again", async () => {
		const prefix = await killedRun(20);
		const inside = `${prefix}-test-local`;
		const NamespaceId = (await namespace(world, inside))?.Id;
		await world.cloudMap.send(new CreateRegistryCommand({ Name: "foreign", NamespaceId }));
		const session = await start(["--clean-up", prefix]);
		expect(await session.end()).toBe(1);
		expect(session.said()).toMatch(new RegExp(`namespace ${inside}: ResourceInUse[\\s\\S]*--clean-up ${prefix}`));
		expect(await everything()).toEqual([inside, `${inside}.`, "foreign"].sort());
	});
});

describe("before anything is sent", () => {
	it.each([
		["no variable at all", [], {}, "EVENKEEL_TEST_ACCOUNT: the twelve digits"],
		["one variable missing", [], { ...env, EVENKEEL_TEST_TASK_ROLE: " " }, "EVENKEEL_TEST_TASK_ROLE: the ARN"],
		["no account number", [], { ...env, EVENKEEL_TEST_ACCOUNT: "mine" }, "not an account of twelve digits"],
		["no confirmation", [], { ...env, EVENKEEL_TEST_CONFIRM: "yes" }, confirmation(account)],
		["an unknown flag", ["--force"], env, "--clean-up PREFIX"],
		["a prefix that no run has", ["--clean-up", "production"], env, "--clean-up PREFIX"],
		["a prefix of everything", ["--clean-up", "evenkeel-test-"], env, "--clean-up PREFIX"],
	])("%s is refused", async (_, argv, variables, sentence) => {
		const session = await start(argv, variables);
		expect(await session.end()).toBe(2);
		expect(session.said()).toContain(sentence);
		expect(isConnected).toBe(false);
	});

	it.each([[[]], [["--clean-up", "evenkeel-test-k3x9w2ab"]]])("another account is refused, with %j", async (argv) => {
		world = createVirtualWorld({ account: "999999999999" });
		await world.ecs.send(new CreateClusterCommand({ clusterName: "evenkeel-test-k3x9w2ab-web" }));
		const session = await start(argv);
		expect(await session.end()).toBe(2);
		expect(session.said()).toContain("AWS answers as account 999999999999");
		const { clusters } = await world.ecs.send(
			new DescribeClustersCommand({ clusters: ["evenkeel-test-k3x9w2ab-web"] }),
		);
		expect(clusters?.map(({ status }) => status)).toEqual(["ACTIVE"]);
	});
});
