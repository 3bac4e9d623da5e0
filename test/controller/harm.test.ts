/**
 * What a controller does when it cannot see, when AWS shows things late, and when the folder changes under it: nothing that
 * cannot be undone, and nothing again and again.
 */
import {
	DescribeServicesCommand,
	DescribeTaskDefinitionCommand,
	ListServicesCommand,
	RegisterTaskDefinitionCommand,
	type RegisterTaskDefinitionCommandInput,
} from "@aws-sdk/client-ecs";
import { CreatePrivateDnsNamespaceCommand, ListNamespacesCommand } from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { AwsFailure } from "../../src/aws/failure.ts";
import { doc, environment, fargateDefinition, fargateService } from "../support/manifests.ts";
import { asSnapshot, createVirtualWorld, type StartOptions, type VirtualWorld } from "../support/virtual-world.ts";

const definition = fargateDefinition("web", "web:1");
const base = { "c.yaml": doc("Cluster", "shop"), "t.yaml": definition };
const fails = (operation: string): Promise<never> =>
	Promise.reject(new AwsFailure("unavailable", "InternalFailure", operation, "it failed"));

async function born(observedState: VirtualWorld, files: Readonly<Record<string, string>>, options: StartOptions = {}) {
	const evenkeel = observedState.start(options);
	evenkeel.accept(files);
	await evenkeel.settle();
	return evenkeel;
}

async function services(observedState: VirtualWorld, cluster = "shop"): Promise<number> {
	const { serviceArns = [] } = await observedState.ecs.send(new ListServicesCommand({ cluster, maxResults: 100 }));
	return serviceArns.length;
}

describe("what cannot be seen", () => {
	it("keeps all orphans, since those that were not shown might be many", async () => {
		const observedState = createVirtualWorld();
		const many = Object.fromEntries(
			Array.from({ length: 11 }, (_, index) => [
				`s${index}.yaml`,
				fargateService(`api-${String(index).padStart(2, "0")}`),
			]),
		);
		let broken = false;
		const evenkeel = await born(
			observedState,
			{ ...base, ...many, "e.yaml": environment("prune: automatic") },
			{
				aroundRead: (operation, input, read) =>
					broken && operation === "ecs:DescribeServices" && JSON.stringify(input).includes("api-00")
						? fails(operation)
						: read(),
			},
		);
		broken = true;
		const before = evenkeel.sent.length;
		evenkeel.accept({ ...base, "e.yaml": environment("prune: automatic") });
		await observedState.advance(1_800_000);
		expect(evenkeel.sent.slice(before)).toEqual([]);
		expect(await services(observedState)).toBe(11);
		await evenkeel.stop();
	});

	it("is still an orphan after a look that failed, and goes once it is seen again", async () => {
		const observedState = createVirtualWorld();
		const start = { ...base, "s.yaml": fargateService("api"), "e.yaml": environment("deletions: [Service/shop/api]") };
		let failures = 0;
		const evenkeel = await born(observedState, start, {
			aroundRead: (operation, _input, read) =>
				operation === "ecs:DescribeServices" && failures-- > 0 ? fails(operation) : read(),
		});
		failures = 1;
		evenkeel.accept({ ...base, "e.yaml": environment("deletions: [Service/shop/api]") });
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.health.status === "Unknown");
		expect(evenkeel.resource("Service/shop/api")?.orphan).toBe(true);
		await observedState.until(() => evenkeel.resource("Service/shop/api") === undefined, { atMostMs: 600_000 });
		await evenkeel.stop();
	});

	it.each([
		["Service/shop/api", "ecs:DescribeServices", [{ reason: "ACCESS_DENIED", detail: "no" }]],
		["Service/shop/api", "ecs:DescribeServices", []],
		["Cluster/shop", "ecs:DescribeClusters", [{ reason: "ACCESS_DENIED" }]],
		["Cluster/shop", "ecs:DescribeClusters", []],
	])(
		"is not absent because AWS leaves %s out of the answer to %s (failures: %j)",
		async (identity, partial, failures) => {
			const observedState = createVirtualWorld();
			let broken = false;
			const files = { ...base, "s.yaml": fargateService("api"), "e.yaml": environment() };
			const evenkeel = await born(observedState, files, {
				aroundRead: async (operation, _input, read) =>
					broken && operation === partial ? { services: [], clusters: [], failures } : read(),
			});
			broken = true;
			const before = evenkeel.sent.length;
			await observedState.until(() => evenkeel.resource(identity)?.health.status !== "Healthy");
			expect(evenkeel.resource(identity)).toMatchObject({ outcome: "waiting", health: { status: "Unknown" } });
			await observedState.advance(600_000);
			expect(evenkeel.sent.slice(before)).toEqual([]);
			await evenkeel.stop();
		},
	);

	it("is not waited for longer than AWS fails, when it lies in a namespace that is not ours", async () => {
		const observedState = createVirtualWorld();
		await observedState.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "theirs", Vpc: "vpc-1" }));
		await observedState.advance(60_000);
		const evenkeel = await born(observedState, { ...base, "e.yaml": environment() });
		const mend = observedState.emulator.faults.add({
			operation: "servicediscovery:ListServices",
			fault: "dropRequest",
		});
		const deletions = "deletions: [Namespace/theirs, Registry/theirs/api]";
		evenkeel.accept({ ...base, "e.yaml": environment(deletions) });
		await observedState.advance(60_000);
		expect(evenkeel.resource("Registry/theirs/api")?.outcome).toBe("waiting");
		mend();
		await observedState.advance(900_000);
		expect(evenkeel.resource("Registry/theirs/api")).toBeUndefined();
		await evenkeel.stop();
	});

	it("is gone once the namespace that it lay in is, though the answer to its deletion was lost", async () => {
		const observedState = createVirtualWorld();
		const registry = doc(
			"Registry",
			"api",
			"{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] } }",
		);
		const namespace = doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }");
		const evenkeel = await born(observedState, { "n.yaml": namespace, "r.yaml": registry, "e.yaml": environment() });
		const { faults } = observedState.emulator;
		// By then it is looked at so rarely that the namespace is gone, and forgotten, before its next look.
		faults.add({ operation: "servicediscovery:DeleteService", fault: "internalFailure", count: 4 });
		faults.add({ operation: "servicediscovery:DeleteService", fault: "dropResponse", afterCalls: 4, count: 1 });
		evenkeel.accept({ "e.yaml": environment("deletions: [Registry/internal/api, Namespace/internal]") });
		await observedState.until(() => evenkeel.resource("Namespace/internal") === undefined);
		expect(evenkeel.resource("Registry/internal/api")?.failure?.operation).toBe("servicediscovery:DeleteService");
		await observedState.until(() => evenkeel.resource("Registry/internal/api") === undefined, { atMostMs: 600_000 });
		await evenkeel.stop();
	});

	it("is deregistered soon, though the list of its revisions comes empty", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState, { ...base, "e.yaml": environment() });
		observedState.emulator.faults.add({
			operation: "ecs:ListTaskDefinitions",
			fault: "partialRead",
			lacks: "lastPage",
		});
		evenkeel.accept({ "c.yaml": base["c.yaml"], "e.yaml": environment("deletions: [TaskDefinition/web]") });
		await observedState.until(() => evenkeel.sent.at(-1)?.call.operation === "ecs:DeregisterTaskDefinition", {
			atMostMs: 60_000,
		});
		await evenkeel.stop();
	});

	it("keeps what it drifted in, and counts nothing as corrected", async () => {
		const observedState = createVirtualWorld();
		let broken = false;
		let corrected = 0;
		const evenkeel = await born(
			observedState,
			{ ...base, "s.yaml": fargateService("api"), "e.yaml": environment() },
			{
				aroundRead: (operation, _input, read) =>
					broken && operation === "ecs:DescribeServices" ? fails(operation) : read(),
				onReconcile: ({ drift }) => {
					for (const count of drift) corrected += count.corrected;
				},
			},
		);
		evenkeel.accept({
			...base,
			"s.yaml": fargateService("api", { policy: "{ suspend: true }", desiredCount: 2 }),
			"e.yaml": environment(),
		});
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.drift.length === 1);
		const since = evenkeel.resource("Service/shop/api")?.driftSinceMs;
		broken = true;
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.health.status === "Unknown");
		expect(evenkeel.resource("Service/shop/api")).toMatchObject({
			drift: [{ path: "desiredCount" }],
			driftSinceMs: since,
		});
		expect(corrected).toBe(0);
		await evenkeel.stop();
	});
});

describe("what AWS shows late", () => {
	it.each([
		["the list stays empty, and the family tells its newest revision", false],
		["neither the list nor the family tells of it", true],
	])("is not registered again and again while %s", async (_, isFamilyBehind) => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({
			aroundRead: async (operation, input, read) => {
				if (operation === "ecs:ListTaskDefinitions") return { taskDefinitionArns: [] };
				if (isFamilyBehind && (input as { taskDefinition?: string }).taskDefinition === "web") {
					throw new AwsFailure("invalid", "ClientException", operation, "Unable to describe task definition.");
				}
				return read();
			},
		});
		evenkeel.accept({ ...base, "s.yaml": fargateService("api"), "e.yaml": environment() });
		await observedState.advance(600_000);
		const registered = evenkeel.sent.filter(({ call }) => call.operation === "ecs:RegisterTaskDefinition").length;
		expect(registered).toBe(1);
		await evenkeel.stop();
	});

	it("is not deployed once more when it is a second revision of the same content", async () => {
		const observedState = createVirtualWorld();
		const files = { ...base, "s.yaml": fargateService("api"), "e.yaml": environment() };
		const first = await born(observedState, files);
		const before = first.sent.length;
		const { taskDefinition, tags } = await observedState.ecs.send(
			new DescribeTaskDefinitionCommand({ taskDefinition: "web", include: ["TAGS"] }),
		);
		// As a request leaves it behind whose answer was lost.
		await observedState.ecs.send(
			new RegisterTaskDefinitionCommand({ ...taskDefinition, tags } as RegisterTaskDefinitionCommandInput),
		);
		await observedState.advance(1_800_000);
		expect(first.sent.slice(before)).toEqual([]);
		await first.stop();
		const second = await born(observedState, files);
		await observedState.advance(1_800_000);
		expect(second.sent).toEqual([]);
		await second.stop();
	});

	it("gets one forced deployment for one value, though the old one is shown for five more seconds", async () => {
		const observedState = createVirtualWorld();
		const history: { atMs: number; answer: object }[] = [];
		const evenkeel = await born(
			observedState,
			{ ...base, "s.yaml": fargateService("api", { policy: "{ redeploy: a }" }), "e.yaml": environment() },
			{
				aroundRead: async (operation, _input, read) => {
					if (operation !== "ecs:DescribeServices") return read();
					const nowMs = observedState.clock.now();
					history.push({ atMs: nowMs, answer: await read() });
					return history.findLast(({ atMs }) => atMs <= nowMs - 5_000)?.answer ?? history[0]?.answer ?? {};
				},
			},
		);
		const before = evenkeel.sent.length;
		evenkeel.accept({
			...base,
			"s.yaml": fargateService("api", { policy: "{ redeploy: b }" }),
			"e.yaml": environment(),
		});
		await observedState.advance(600_000);
		const forced = evenkeel.sent.slice(before).filter(({ call }) => call.operation === "ecs:UpdateService");
		expect(forced.length).toBe(1);
		await evenkeel.stop();
	});
});

describe("the folder", () => {
	it.each([
		["before the first of them is sent", "beforeCall", []],
		["when the first of them is taken", "afterCall", [0, 1]],
	] as const)("that takes a deletion back %s stops the calls that were planned", async (_, moment, expected) => {
		const observedState = createVirtualWorld();
		const both = { ...base, "a.yaml": fargateService("a"), "b.yaml": fargateService("b") };
		const listed = environment("deletions: [Service/shop/a, Service/shop/b]");
		let onCall = () => {};
		const evenkeel = await born(observedState, { ...both, "e.yaml": environment() }, { [moment]: () => onCall() });
		onCall = () => {
			onCall = () => {};
			evenkeel.accept({ ...both, "e.yaml": environment() });
		};
		const before = evenkeel.sent.length;
		evenkeel.accept({ ...base, "e.yaml": listed });
		await evenkeel.settle();
		const counts = evenkeel.sent
			.slice(before)
			.map(({ call }) => (call.input as { desiredCount?: number }).desiredCount);
		expect(counts).toEqual(expected);
		await evenkeel.stop();
	});

	it("that changes during a pass is taken up after it, whatever that pass has found", async () => {
		const observedState = createVirtualWorld();
		let onRead = () => {};
		const files = { ...base, "e.yaml": environment("deletions: [Service/shop/api, Service/shop/web]") };
		const evenkeel = await born(
			observedState,
			{ ...files, "s.yaml": fargateService("web") },
			{
				aroundRead: (operation, _input, read) => {
					if (operation === "ecs:DescribeServices") onRead();
					return read();
				},
			},
		);
		const wanted = {
			...files,
			"s.yaml": fargateService("web", { desiredCount: 2 }),
			"a.yaml": fargateService("api"),
		};
		onRead = () => {
			onRead = () => {};
			evenkeel.accept(wanted);
		};
		// The pass of this revision finds that the service which is listed to go, and is not there, need not be looked at again.
		evenkeel.accept({ ...files, "s.yaml": fargateService("web", { policy: "{ redeploy: a }" }) });
		await observedState.until(() => evenkeel.sent.some(({ identity }) => identity === "Service/shop/api"), {
			atMostMs: 5_000,
		});
		await evenkeel.settle({ atMostMs: 300_000 });
		expect(await services(observedState)).toBe(2);
		expect(evenkeel.sent.at(-1)?.call.input).toMatchObject({ desiredCount: 2 });
		await evenkeel.stop();
	});

	it("that arrives during a pass and changes nothing is as well seen as the one before it", async () => {
		const observedState = createVirtualWorld();
		let onRead = () => {};
		const files = { ...base, "s.yaml": fargateService("web") };
		const evenkeel = await born(observedState, files, {
			aroundRead: (operation, _input, read) => {
				if (operation === "ecs:DescribeServices") onRead();
				return read();
			},
		});
		let wanted: string | undefined;
		onRead = () => {
			onRead = () => {};
			wanted = evenkeel.accept({ ...asSnapshot(files), revision: "next" }).desired?.revision;
		};
		await observedState.until(() => wanted !== undefined, { atMostMs: 120_000 });
		await observedState.advance(1_000);
		expect(evenkeel.controller.status()).toMatchObject({ revision: wanted, lastSuccessRevision: wanted });
		await evenkeel.stop();
	});

	it("that vanishes stops a deletion under way", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = await born(observedState, { ...base, "s.yaml": fargateService("api"), "e.yaml": environment() });
		evenkeel.accept({ ...base, "e.yaml": environment("deletions: [Service/shop/api]") });
		await observedState.until(() => evenkeel.sent.at(-1)?.call.operation === "ecs:UpdateService");
		evenkeel.accept({});
		await observedState.advance(600_000);
		expect(await services(observedState)).toBe(1);
		expect(evenkeel.sent.at(-1)?.call.operation).toBe("ecs:UpdateService");
		await evenkeel.stop();
	});

	it("that moves a service to another cluster keeps its registry answered all the time", async () => {
		const observedState = createVirtualWorld();
		const discovery = [
			doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }"),
			doc(
				"Registry",
				"api",
				"{ NamespaceId: internal, DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }, HealthCheckCustomConfig: {} }",
			),
			doc("Cluster", "other"),
		].join("---\n");
		const registry = "serviceRegistries: [{ registry: internal/api }]";
		const files = { ...base, "d.yaml": discovery, "e.yaml": environment("prune: automatic") };
		const evenkeel = await born(observedState, { ...files, "s.yaml": fargateService("api", { more: registry }) });
		evenkeel.accept({ ...files, "s.yaml": fargateService("api", { cluster: "other", more: registry }) });
		let empty = 0;
		await observedState.until(
			() => {
				if (observedState.emulator.resolveDns({ name: "api.internal", type: "A" }).answers.length === 0) empty += 1;
				return evenkeel.resource("Service/shop/api") === undefined;
			},
			{ atMostMs: 900_000 },
		);
		expect([empty, await services(observedState, "other"), await services(observedState)]).toEqual([0, 1, 0]);
		await evenkeel.stop();
	});
});

describe("a manifest's last word", () => {
	it.each([
		"{ mode: observe, onDelete: retain }",
		"{ suspend: true, onDelete: retain }",
		"{ suspend: true }",
		"{ mode: observe }",
	])("of %s outlives it", async (policy) => {
		const observedState = createVirtualWorld();
		const files = { ...base, "e.yaml": environment("prune: automatic") };
		const evenkeel = await born(observedState, { ...files, "s.yaml": fargateService("api") });
		evenkeel.accept({ ...files, "s.yaml": fargateService("api", { policy }) });
		await observedState.advance(120_000);
		evenkeel.accept(files);
		await observedState.advance(600_000);
		expect(await services(observedState)).toBe(1);
		expect(evenkeel.resource("Service/shop/api")?.outcome).toBe("blocked");
		await evenkeel.stop();
	});

	it("that it stays is written down before anything else can fail", async () => {
		const observedState = createVirtualWorld();
		const files = { ...base, "e.yaml": environment("prune: automatic") };
		const evenkeel = await born(
			observedState,
			{ ...files, "s.yaml": fargateService("api") },
			{
				beforeCall: ({ operation }) => {
					if (operation === "ecs:UpdateService")
						throw new AwsFailure("invalid", "InvalidParameterException", operation, "no");
				},
			},
		);
		evenkeel.accept({
			...files,
			"s.yaml": fargateService("api", { policy: "{ onDelete: retain }", desiredCount: 7 }),
		});
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.failure !== undefined);
		await evenkeel.stop();
		const second = observedState.start();
		second.accept(files);
		await observedState.until(() => second.resource("Service/shop/api")?.orphan === true);
		await observedState.advance(600_000);
		const { services: shown } = await observedState.ecs.send(
			new DescribeServicesCommand({ cluster: "shop", services: ["api"] }),
		);
		expect(shown?.[0]).toMatchObject({ status: "ACTIVE", desiredCount: 1 });
		await second.stop();
	});
});

describe("what is not ours", () => {
	it("is not built upon", async () => {
		const observedState = createVirtualWorld();
		const stranger = await born(observedState, {
			...base,
			"e.yaml": environment().replace("owner: test", "owner: stranger"),
		});
		await stranger.stop();
		const evenkeel = observedState.start();
		evenkeel.accept({ ...base, "s.yaml": fargateService("api"), "e.yaml": environment() });
		await observedState.until(() => evenkeel.resource("Service/shop/api")?.outcome === "waiting");
		await observedState.advance(600_000);
		expect(evenkeel.sent).toEqual([]);
		expect(evenkeel.resource("Service/shop/api")?.reason?.code).toBe("DependencyNotOwned");
		await evenkeel.stop();
	});
});

describe("a namespace that is listed to go, and whose name two strangers' have", () => {
	const files = { "e.yaml": environment("deletions: [Namespace/internal, Cluster/shop]"), "t.yaml": definition };
	const namespace = doc("Namespace", "internal", "{ Type: DNS_PRIVATE, Vpc: vpc-1 }");
	it.each([true, false])("keeps no deletion waiting after a restart (it is still there: %s)", async (isThere) => {
		const observedState = createVirtualWorld();
		for (const Vpc of ["vpc-8", "vpc-9"]) {
			await observedState.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: "internal", Vpc }));
			await observedState.advance(120_000);
		}
		const first = await born(observedState, {
			...files,
			"c.yaml": base["c.yaml"],
			...(isThere ? { "n.yaml": namespace } : {}),
		});
		await first.stop();
		const second = observedState.start();
		second.accept(files);
		await second.settle();
		const gone = second.sent.map(({ call }) => call.operation).sort();
		expect(gone).toEqual(["ecs:DeleteCluster", ...(isThere ? ["servicediscovery:DeleteNamespace"] : [])]);
		const { Namespaces } = await observedState.cloudMap.send(new ListNamespacesCommand({}));
		expect(Namespaces).toHaveLength(2);
		await second.stop();
	});
});

describe("a resource that fails", () => {
	it("is tried as rarely as its back-off says, whatever depends on it", async () => {
		const observedState = createVirtualWorld();
		let tries = 0;
		const evenkeel = observedState.start({
			beforeCall: ({ operation }) => {
				if (operation !== "ecs:CreateCluster") return;
				tries += 1;
				throw new AwsFailure("denied", "AccessDeniedException", operation, "no");
			},
		});
		const files = {
			...base,
			"s.yaml": fargateService("api"),
			"s2.yaml": fargateService("web"),
			"e.yaml": environment(),
		};
		evenkeel.accept(files);
		await observedState.advance(3_600_000);
		expect(tries).toBeLessThan(30);
		await evenkeel.stop();
	});
});

describe("a secret", () => {
	it("that AWS repeats in its refusal is not repeated by us", async () => {
		const observedState = createVirtualWorld();
		const evenkeel = observedState.start({
			beforeCall: ({ operation }) => {
				if (operation !== "ecs:RegisterTaskDefinition") return;
				throw new AwsFailure(
					"invalid",
					"ClientException",
					operation,
					"The value hunter2-canary of PASSWORD is too long.",
				);
			},
		});
		const secret = fargateDefinition("web", "web:1", "environment: [{ name: PASSWORD, value: hunter2-canary }]");
		evenkeel.accept({ ...base, "t.yaml": secret, "e.yaml": environment() });
		await observedState.until(() => evenkeel.resource("TaskDefinition/web")?.failure !== undefined);
		expect(JSON.stringify(evenkeel.controller.status())).not.toContain("canary");
		expect(evenkeel.resource("TaskDefinition/web")?.reason).toEqual({
			code: "CallFailed",
			params: {
				operation: "ecs:RegisterTaskDefinition",
				awsCode: "ClientException",
				message: "The value *** of PASSWORD is too long.",
			},
		});
		await evenkeel.stop();
	});
});
