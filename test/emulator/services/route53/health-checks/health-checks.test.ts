/** Tests health checks: settings, versions and status, and that DNS omits unhealthy values. */
import {
	ChangeTagsForResourceCommand,
	CreateHealthCheckCommand,
	DeleteHealthCheckCommand,
	GetCheckerIpRangesCommand,
	GetHealthCheckCommand,
	GetHealthCheckCountCommand,
	GetHealthCheckLastFailureReasonCommand,
	GetHealthCheckStatusCommand,
	type HealthCheckConfig,
	ListHealthChecksCommand,
	ListTagsForResourcesCommand,
	UpdateHealthCheckCommand,
} from "@aws-sdk/client-route-53";
import {
	CreatePublicDnsNamespaceCommand,
	DeregisterInstanceCommand,
	DiscoverInstancesCommand,
	RegisterInstanceCommand,
} from "@aws-sdk/client-servicediscovery";
import { describe, expect, it } from "vitest";
import { createWorld, refusal, type World } from "../../../world.ts";
import { record, withZone } from "../zone.ts";

const http: HealthCheckConfig = { Type: "HTTP", FullyQualifiedDomainName: "www.example.com" };
let references = 0;

async function create({ route53 }: World, config: HealthCheckConfig = http, reference?: string) {
	references += 1;
	const CallerReference = reference ?? `reference-${references}`;
	const { HealthCheck } = await route53.send(
		new CreateHealthCheckCommand({ CallerReference, HealthCheckConfig: config }),
	);
	return HealthCheck?.Id ?? "";
}

describe("a health check", () => {
	it("has AWS's defaults and starts with version 1", async () => {
		const world = createWorld();
		const HealthCheckId = await create(world);
		const { HealthCheck } = await world.route53.send(new GetHealthCheckCommand({ HealthCheckId }));
		expect(HealthCheck).toEqual({
			Id: HealthCheckId,
			CallerReference: expect.any(String),
			HealthCheckVersion: 1,
			HealthCheckConfig: {
				...http,
				Port: 80,
				RequestInterval: 30,
				FailureThreshold: 3,
				MeasureLatency: false,
				Inverted: false,
				Disabled: false,
				EnableSNI: false,
			},
		});
	});

	it("is updated by compare-and-swap of its version: another version gets HealthCheckVersionMismatch", async () => {
		const world = createWorld();
		const HealthCheckId = await create(world);
		const update = (HealthCheckVersion: number, ResourcePath: string) =>
			world.route53.send(new UpdateHealthCheckCommand({ HealthCheckId, HealthCheckVersion, ResourcePath }));
		expect((await update(1, "/holder-a")).HealthCheck).toMatchObject({ HealthCheckVersion: 2 });
		await expect(update(1, "/holder-b")).rejects.toMatchObject({
			...refusal("HealthCheckVersionMismatch"),
			$metadata: { httpStatusCode: 409 },
		});
		const { HealthCheck } = await world.route53.send(new GetHealthCheckCommand({ HealthCheckId }));
		expect(HealthCheck?.HealthCheckConfig?.ResourcePath).toBe("/holder-a");
	});

	it("loses members that an update resets", async () => {
		const world = createWorld();
		const HealthCheckId = await create(world, { ...http, IPAddress: "192.0.2.1", ResourcePath: "/x" });
		const command = new UpdateHealthCheckCommand({
			HealthCheckId,
			ResetElements: ["ResourcePath", "FullyQualifiedDomainName"],
		});
		const { HealthCheck } = await world.route53.send(command);
		expect(HealthCheck?.HealthCheckConfig).not.toHaveProperty("ResourcePath");
		expect(HealthCheck?.HealthCheckConfig).not.toHaveProperty("FullyQualifiedDomainName");
	});

	it("is created once per caller reference and settings, and never with the reference of a deleted one", async () => {
		const world = createWorld();
		const first = await create(world, http, "once");
		expect(await create(world, http, "once")).toBe(first);
		const other = create(world, { ...http, Port: 81 }, "once");
		await expect(other).rejects.toMatchObject(refusal("HealthCheckAlreadyExists"));
		await world.route53.send(new DeleteHealthCheckCommand({ HealthCheckId: first }));
		await expect(create(world, http, "once")).rejects.toMatchObject(refusal("HealthCheckAlreadyExists"));
		const gone = world.route53.send(new GetHealthCheckCommand({ HealthCheckId: first }));
		await expect(gone).rejects.toMatchObject(
			refusal("NoSuchHealthCheck", `A health check with id ${first} does not exist.`),
		);
	});

	it.each<[string, HealthCheckConfig, string]>([
		["without an endpoint", { Type: "HTTP" }, "IP address or a fully qualified domain name"],
		["of a private address", { Type: "TCP", IPAddress: "10.0.0.1", Port: 80 }, "not a public address"],
		["of TCP without a port", { Type: "TCP", IPAddress: "192.0.2.1" }, "port"],
		["of TCP with a path", { Type: "TCP", IPAddress: "192.0.2.1", Port: 80, ResourcePath: "/" }, "resource path"],
		["of a string without the string", { ...http, Type: "HTTP_STR_MATCH" }, "search string is needed"],
		["of HTTP with a string", { ...http, SearchString: "x" }, "search string is not allowed"],
		[
			"with an alarm",
			{ ...http, AlarmIdentifier: { Name: "a", Region: "us-east-1" } },
			"Basic health checks must not have an metric region specified.",
		],
		["of an alarm without it", { Type: "CLOUDWATCH_METRIC" }, "alarm is needed"],
		["of a routing control without it", { Type: "RECOVERY_CONTROL" }, "routing control ARN is needed"],
		["of an unknown type", { Type: "PING" as "HTTP" }, "Member must satisfy enum value set"],
		["every 20 seconds", { ...http, RequestInterval: 20 }, "10 or 30 seconds"],
		["with a threshold of 11", { ...http, FailureThreshold: 11 }, "failureThreshold"],
		["from two Regions", { ...http, Regions: ["us-east-1", "us-west-1"] }, "At least 3 regions"],
		["of other checks, but not calculated", { ...http, ChildHealthChecks: ["x"] }, "child health checks"],
		["calculated, with an endpoint", { Type: "CALCULATED", Port: 80 }, "endpoint"],
	])("%s is rejected", async (_, config, message) => {
		await expect(create(createWorld(), config)).rejects.toMatchObject(refusal("InvalidInput", message));
	});

	it("is listed in pages, counted, and has tags", async () => {
		const world = createWorld();
		const ids = [await create(world), await create(world), await create(world)].sort();
		const seen: (string | undefined)[] = [];
		let Marker: string | undefined;
		do {
			const page = await world.route53.send(new ListHealthChecksCommand({ MaxItems: 2, Marker }));
			seen.push(...(page.HealthChecks ?? []).map(({ Id }) => Id));
			Marker = page.NextMarker;
		} while (Marker);
		expect(seen).toEqual(ids);
		expect((await world.route53.send(new GetHealthCheckCountCommand({}))).HealthCheckCount).toBe(3);
		const AddTags = [{ Key: "Name", Value: "web" }];
		await world.route53.send(
			new ChangeTagsForResourceCommand({ ResourceType: "healthcheck", ResourceId: ids[0], AddTags }),
		);
		const command = new ListTagsForResourcesCommand({ ResourceType: "healthcheck", ResourceIds: ids.slice(0, 2) });
		const { ResourceTagSets } = await world.route53.send(command);
		expect(ResourceTagSets?.map(({ Tags }) => Tags)).toEqual([AddTags, []]);
	});

	it("uses the published IP ranges of the health checkers", async () => {
		const { CheckerIpRanges } = await createWorld().route53.send(new GetCheckerIpRangesCommand({}));
		expect(CheckerIpRanges).toContain("54.248.220.0/26");
	});
});

describe("a failing endpoint", () => {
	it("is detected after the threshold's number of intervals, and so is its recovery", async () => {
		const world = await withZone("example.com", true);
		const HealthCheckId = await create(world, { ...http, RequestInterval: 10, FailureThreshold: 2 });
		const multi = (SetIdentifier: string, address: string, more = {}) =>
			record("CREATE", "web.example.com", "A", [address], 60, { SetIdentifier, MultiValueAnswer: true, ...more });
		await world.change(multi("one", "192.0.2.1", { HealthCheckId }), multi("two", "192.0.2.2"));
		const answers = () => world.dns("web.example.com");
		expect(world.emulator.service("route53").setEndpointHealth(HealthCheckId, false)).toBe(true);
		await world.clock.advance(19_999);
		expect(answers()).toEqual(["192.0.2.1", "192.0.2.2"]);
		await world.clock.advance(1);
		expect(answers()).toEqual(["192.0.2.2"]);
		world.emulator.service("route53").setEndpointHealth(HealthCheckId, true);
		await world.clock.advance(19_999);
		expect(answers()).toEqual(["192.0.2.2"]);
		await world.clock.advance(1);
		expect(answers()).toEqual(["192.0.2.1", "192.0.2.2"]);
		expect(world.emulator.service("route53").setEndpointHealth("none", false)).toBe(false);
	});

	it("that recovers before its detection changes nothing", async () => {
		const world = await withZone("example.com", true);
		const HealthCheckId = await create(world);
		const failover = (Failover: "PRIMARY" | "SECONDARY", address: string) =>
			record("CREATE", "f.example.com", "A", [address], 60, {
				SetIdentifier: Failover,
				Failover,
				HealthCheckId: Failover === "PRIMARY" ? HealthCheckId : undefined,
			});
		await world.change(failover("PRIMARY", "192.0.2.1"), failover("SECONDARY", "192.0.2.2"));
		world.emulator.service("route53").setEndpointHealth(HealthCheckId, false);
		await world.clock.advance(60_000);
		world.emulator.service("route53").setEndpointHealth(HealthCheckId, true);
		await world.clock.advance(30_000);
		expect(world.dns("f.example.com")).toEqual(["192.0.2.1"]);
		world.emulator.service("route53").setEndpointHealth(HealthCheckId, false);
		await world.clock.advance(90_000);
		expect(world.dns("f.example.com")).toEqual(["192.0.2.2"]);
	});

	it("is reported by status and last failure", async () => {
		const world = createWorld();
		const HealthCheckId = await create(world, { ...http, Regions: ["us-east-1", "eu-west-1", "ap-northeast-1"] });
		const status = async () => {
			const { HealthCheckObservations = [] } = await world.route53.send(
				new GetHealthCheckStatusCommand({ HealthCheckId }),
			);
			return HealthCheckObservations;
		};
		expect((await status()).map(({ Region }) => Region)).toContain("ap-northeast-1");
		expect((await status())[0]?.StatusReport?.Status).toBe("Success: HTTP Status Code 200, OK");
		const lastFailure = new GetHealthCheckLastFailureReasonCommand({ HealthCheckId });
		expect((await world.route53.send(lastFailure)).HealthCheckObservations).toEqual([]);
		world.emulator
			.service("route53")
			.setEndpointHealth(HealthCheckId, false, "HTTP Status Code 503, Service Unavailable.");
		expect((await status())[0]?.StatusReport?.Status).toBe("Failure: HTTP Status Code 503, Service Unavailable.");
		world.emulator.service("route53").setEndpointHealth(HealthCheckId, true);
		const { HealthCheckObservations } = await world.route53.send(lastFailure);
		expect(HealthCheckObservations?.[0]?.StatusReport?.Status).toContain("503");
	});

	it.each<[string, Partial<HealthCheckConfig>, readonly boolean[]]>([
		["healthy while enough children are healthy", { HealthThreshold: 1 }, [true, true, false]],
		["unhealthy if one of all is unhealthy", { HealthThreshold: 2 }, [true, false, false]],
		["always healthy with the threshold 0", { HealthThreshold: 0 }, [true, true, true]],
		["never healthy with a threshold above the number of children", { HealthThreshold: 3 }, [false, false, false]],
		["inverted", { HealthThreshold: 1, Inverted: true }, [false, false, true]],
		["healthy when disabled", { HealthThreshold: 3, Disabled: true }, [true, true, true]],
		[
			"unhealthy when disabled and inverted",
			{ HealthThreshold: 0, Disabled: true, Inverted: true },
			[false, false, false],
		],
	])("makes a calculated check %s", async (_, config, expected) => {
		const world = await withZone("example.com", true);
		const children = [await create(world), await create(world)];
		const HealthCheckId = await create(world, { Type: "CALCULATED", ChildHealthChecks: children, ...config });
		const multi = (SetIdentifier: string, address: string, more = {}) =>
			record("CREATE", "c.example.com", "A", [address], 60, { SetIdentifier, MultiValueAnswer: true, ...more });
		await world.change(multi("one", "192.0.2.1", { HealthCheckId }), multi("two", "192.0.2.2"));
		const isAnswered = () => world.dns("c.example.com").includes("192.0.2.1");
		const seen = [isAnswered()];
		for (const child of children) {
			world.emulator.service("route53").setEndpointHealth(child, false);
			await world.clock.advance(90_000);
			seen.push(isAnswered());
		}
		expect(seen).toEqual(expected);
	});
});

describe("an instance of Cloud Map with a health check", () => {
	it("leaves DNS and discovery while its check fails, and only Cloud Map changes the check", async () => {
		const world = createWorld();
		const { cloudMap, route53, clock, emulator, finished, dns } = world;
		const created = await finished(cloudMap.send(new CreatePublicDnsNamespaceCommand({ Name: "example.com" })));
		const registry = await world.registry({
			Name: "web",
			NamespaceId: created.Targets?.NAMESPACE,
			DnsConfig: { DnsRecords: [{ Type: "A", TTL: 10 }] },
			HealthCheckConfig: { Type: "HTTP", ResourcePath: "/health", FailureThreshold: 1 },
		});
		const register = (InstanceId: string, address: string) =>
			finished(
				cloudMap.send(
					new RegisterInstanceCommand({
						ServiceId: registry.Id,
						InstanceId,
						Attributes: { AWS_INSTANCE_IPV4: address, AWS_INSTANCE_PORT: "8080" },
					}),
				),
			);
		await register("one", "192.0.2.1");
		await register("two", "192.0.2.2");
		const { HealthChecks = [] } = await route53.send(new ListHealthChecksCommand({}));
		const check = HealthChecks.find(({ HealthCheckConfig }) => HealthCheckConfig?.IPAddress === "192.0.2.1");
		expect(check).toMatchObject({
			HealthCheckConfig: { Type: "HTTP", Port: 8080, ResourcePath: "/health" },
			LinkedService: { ServicePrincipal: "servicediscovery.amazonaws.com" },
		});
		const Id = check?.Id ?? "";
		const remove = route53.send(new DeleteHealthCheckCommand({ HealthCheckId: Id }));
		await expect(remove).rejects.toMatchObject(refusal("AccessDenied"));
		emulator.service("route53").setEndpointHealth(Id, false);
		await clock.advance(30_000);
		expect(dns("web.example.com")).toEqual(["192.0.2.2"]);
		const healthy = new DiscoverInstancesCommand({
			NamespaceName: "example.com",
			ServiceName: "web",
			HealthStatus: "HEALTHY",
		});
		expect((await cloudMap.send(healthy)).Instances?.map(({ InstanceId }) => InstanceId)).toEqual(["two"]);
		await finished(cloudMap.send(new DeregisterInstanceCommand({ ServiceId: registry.Id, InstanceId: "one" })));
		expect((await route53.send(new ListHealthChecksCommand({}))).HealthChecks).toHaveLength(1);
	});
});
