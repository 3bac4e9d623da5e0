/** Tests the validation of Service Connect configurations, and names that are unique within a namespace. */
import {
	type CreateServiceCommandInput,
	DeleteServiceCommand,
	type RegisterTaskDefinitionCommandInput,
	type ServiceConnectConfiguration,
	type ServiceConnectService,
} from "@aws-sdk/client-ecs";
import { describe, expect, it } from "vitest";
import { createAccount, refusalOf } from "../account.ts";

type Definition = Partial<RegisterTaskDefinitionCommandInput>;
const port = (name: string, containerPort: number, appProtocol?: "http" | "http2" | "grpc") => ({
	name,
	containerPort,
	appProtocol,
});
const container = (...portMappings: ReturnType<typeof port>[]) => [
	{ name: "web", image: "nginx", memory: 128, portMappings },
];
const aliased = (portName: string, extra: Partial<ServiceConnectService> = {}): ServiceConnectService => ({
	portName,
	clientAliases: [{ port: 80 }],
	...extra,
});

/** A cluster whose default namespace is `local`, and a definition with the ports `tcp` (80), `http` (81) and `grpc` (82). */
async function connected(definition: Definition = {}) {
	const account = createAccount();
	const namespace = await account.namespace("local");
	await account.cluster({ serviceConnectDefaults: { namespace } });
	const containerDefinitions = container(port("tcp", 80), port("http", 81, "http"), port("grpc", 82, "grpc"));
	await account.taskDefinition({ containerDefinitions, ...definition });
	const start = (
		services: ServiceConnectService[],
		extra: Partial<ServiceConnectConfiguration> = {},
		input: Partial<CreateServiceCommandInput> = {},
	) => account.create({ serviceConnectConfiguration: { enabled: true, services, ...extra }, ...input });
	return { ...account, namespace, another: account.namespace, start };
}

describe("an endpoint", () => {
	const oneAlias = "clientAliases must have 1 element.";
	const noRequests = "perRequestTimeoutSeconds can only be set if the appProtocol of the port is not TCP.";
	const authority = "arn:aws:acm-pca:ap-northeast-1:111122223333:certificate-authority/1";

	it.each<[string, ServiceConnectService]>([
		["a discovery name of 64 characters", aliased("tcp", { discoveryName: "_".repeat(64) })],
		[
			"an alias with a dnsName of 127 characters",
			aliased("tcp", { clientAliases: [{ port: 1, dnsName: "a".repeat(127) }] }),
		],
		[
			"timeouts of 0, which turn them off",
			aliased("http", { timeout: { idleTimeoutSeconds: 0, perRequestTimeoutSeconds: 0 } }),
		],
		["an idle timeout of TCP", aliased("tcp", { timeout: { idleTimeoutSeconds: 3600 } })],
		[
			"TLS",
			aliased("http", {
				tls: { issuerCertificateAuthority: { awsPcaAuthorityArn: authority }, kmsKey: "k", roleArn: "r" },
			}),
		],
		["an ingress port", aliased("tcp", { ingressPortOverride: 15_000 })],
		[
			"rules for test traffic",
			aliased("http", {
				clientAliases: [{ port: 80, testTrafficRules: { header: { name: "x-test", value: { exact: "1" } } } }],
			}),
		],
	])("accepts %s and shows it", async (_what, offered) => {
		const { start } = await connected();
		const { deployments } = await start([offered]);
		expect(deployments?.[0]?.serviceConnectConfiguration?.services).toEqual([offered]);
	});

	it.each<[string, ServiceConnectService, string]>([
		["without an alias", { portName: "tcp" }, oneAlias],
		["with no alias in its list", { portName: "tcp", clientAliases: [] }, oneAlias],
		["with two aliases", { portName: "tcp", clientAliases: [{ port: 80 }, { port: 81 }] }, oneAlias],
		[
			"of a port without a port mapping",
			aliased("nope"),
			"Service Connect portName 'nope' is not the name of a port mapping in the task definition.",
		],
		[
			"whose discovery name begins with a hyphen",
			aliased("tcp", { discoveryName: "-x" }),
			"Invalid Service Connect discoveryName: -x",
		],
		[
			"whose discovery name has capitals",
			aliased("tcp", { discoveryName: "Web" }),
			"Invalid Service Connect discoveryName: Web",
		],
		[
			"whose discovery name has 65 characters",
			aliased("tcp", { discoveryName: "a".repeat(65) }),
			`Invalid Service Connect discoveryName: ${"a".repeat(65)}`,
		],
		[
			"whose dnsName begins with a hyphen",
			aliased("tcp", { clientAliases: [{ port: 80, dnsName: "-db" }] }),
			"Invalid Service Connect dnsName: -db",
		],
		[
			"whose dnsName has 128 characters",
			aliased("tcp", { clientAliases: [{ port: 80, dnsName: "a".repeat(128) }] }),
			`Invalid Service Connect dnsName: ${"a".repeat(128)}`,
		],
		[
			"whose alias has port 0",
			aliased("tcp", { clientAliases: [{ port: 0 }] }),
			"clientAlias.port must be between 1 and 65535.",
		],
		[
			"whose ingress port is 65536",
			aliased("tcp", { ingressPortOverride: 65_536 }),
			"ingressPortOverride must be between 1 and 65535.",
		],
		["of TCP with a per-request timeout", aliased("tcp", { timeout: { perRequestTimeoutSeconds: 5 } }), noRequests],
		[
			"with a negative timeout",
			aliased("http", { timeout: { idleTimeoutSeconds: -1 } }),
			"idleTimeoutSeconds must be between 0 and 2147483647.",
		],
		[
			"with TLS but no authority",
			aliased("http", { tls: { issuerCertificateAuthority: {} } }),
			"awsPcaAuthorityArn is required for Service Connect TLS.",
		],
		[
			"with TLS and an ARN that is not a private CA",
			aliased("http", { tls: { issuerCertificateAuthority: { awsPcaAuthorityArn: "arn:aws:acm:x" } } }),
			"Invalid awsPcaAuthorityArn: arn:aws:acm:x",
		],
	])("%s is rejected", async (_what, offered, text) => {
		const { start } = await connected();
		expect(await refusalOf(start([offered]))).toBe(`InvalidParameterException: ${text}`);
	});

	it.each([
		["discovery name", { discoveryName: "x" }, { discoveryName: "x" }, "discoveryName: x"],
		[
			"alias",
			{ clientAliases: [{ port: 80, dnsName: "db" }] },
			{ clientAliases: [{ port: 80, dnsName: "db" }] },
			"clientAlias: db:80",
		],
		["ingress port", { ingressPortOverride: 9000 }, { ingressPortOverride: 9000 }, "ingressPortOverride: 9000"],
	])("cannot share the %s with another one of its service", async (_what, one, other, text) => {
		const { start } = await connected();
		expect(await refusalOf(start([aliased("tcp", one), aliased("http", other)]))).toBe(
			`InvalidParameterException: Duplicate Service Connect ${text}`,
		);
	});
});

describe("a Service Connect configuration", () => {
	const logConfiguration = { logDriver: "awslogs" as const };
	const access = { format: "JSON" as const, includeQueryParameters: "ENABLED" as const };
	const level = (logLevel: string) => ({ logLevel }) as never;

	it("shows logs, access logs and proxy settings, and an update without the settings removes them", async () => {
		const { start, update } = await connected();
		const extra = { logConfiguration, accessLogConfiguration: access, containerConfigurations: [level("debug")] };
		const created = await start([aliased("tcp")], extra);
		expect(created.deployments?.[0]?.serviceConnectConfiguration).toMatchObject(extra);
		const { containerConfigurations: _settings, ...rest } = extra;
		const serviceConnectConfiguration = { enabled: true, services: [aliased("tcp")], ...rest };
		const updated = await update({ serviceConnectConfiguration });
		expect(updated.deployments?.[0]?.serviceConnectConfiguration).not.toHaveProperty("containerConfigurations");
	});

	it.each<[string, object, string]>([
		[
			"access logs without logs",
			{ accessLogConfiguration: access },
			"accessLogConfiguration requires a logConfiguration.",
		],
		[
			"access logs as XML",
			{ logConfiguration, accessLogConfiguration: { format: "XML" } },
			"Invalid access log format: XML",
		],
		[
			"query parameters that are neither ENABLED nor DISABLED",
			{ logConfiguration, accessLogConfiguration: { ...access, includeQueryParameters: "NO" } },
			"Invalid includeQueryParameters: NO",
		],
		[
			"a log driver that Fargate does not support",
			{ logConfiguration: { logDriver: "json-file" } },
			"The log driver json-file is not supported for Service Connect with this launch type.",
		],
		[
			"a duplicate setting",
			{ containerConfigurations: [level("debug"), level("info")] },
			"Duplicate Service Connect containerConfigurations: logLevel",
		],
		["an unknown log level", { containerConfigurations: [level("trace")] }, "Invalid logLevel: trace"],
	])("with %s is rejected", async (_what, extra, text) => {
		const { start } = await connected();
		expect(await refusalOf(start([aliased("tcp")], extra))).toBe(`InvalidParameterException: ${text}`);
	});

	it.each<[string, Definition, Partial<CreateServiceCommandInput>, string]>([
		[
			"networkMode 'host'",
			{ networkMode: "host", requiresCompatibilities: ["EC2"] },
			{ launchType: "EC2", networkConfiguration: undefined },
			"Service Connect is not supported with networkMode 'host'.",
		],
		[
			"no memory of the task",
			{ memory: undefined, requiresCompatibilities: ["EC2"] },
			{ launchType: "EC2" },
			"Service Connect requires that 'memory' be defined at the task level.",
		],
		[
			"an old Fargate platform",
			{},
			{ platformVersion: "1.3.0" },
			"Service Connect requires Fargate platform version 1.4.0 or later.",
		],
		[
			"launch type EXTERNAL",
			{ networkMode: "bridge", requiresCompatibilities: ["EXTERNAL"] },
			{ launchType: "EXTERNAL", networkConfiguration: undefined },
			"Service Connect is not supported with launch type EXTERNAL.",
		],
		[
			"the CodeDeploy controller",
			{},
			{ deploymentController: { type: "CODE_DEPLOY" } },
			"Service Connect can only be used with the ECS deployment controller.",
		],
	])("with %s is rejected", async (_what, definition, input, text) => {
		const { start } = await connected(definition);
		expect(await refusalOf(start([aliased("tcp")], {}, input))).toBe(`InvalidParameterException: ${text}`);
	});

	it("that is disabled is not validated", async () => {
		const { start } = await connected();
		await expect(start([{ portName: "nope" }], { enabled: false })).resolves.toBeTruthy();
	});
});

describe("a name of a namespace", () => {
	it("belongs to one service until the last deployment that offers it is gone", async () => {
		const { ecs, namespace, start, update, seconds } = await connected();
		const again = (serviceName: string) => start([aliased("tcp", { discoveryName: "api" })], {}, { serviceName });
		await again("first");
		const used = `InvalidParameterException: SC service is already used by ${namespace}`;
		expect(await refusalOf(again("second"))).toBe(used);
		await seconds(120);
		expect(await refusalOf(again("second"))).toBe(used);
		await update({
			service: "first",
			serviceConnectConfiguration: { enabled: true, services: [aliased("tcp", { discoveryName: "renamed" })] },
		});
		expect(await refusalOf(again("second"))).toBe(used);
		await seconds(300);
		await again("second");
		await ecs.send(new DeleteServiceCommand({ service: "second", force: true }));
		await seconds(120);
		await again("third");
	});

	it("is free in another namespace", async () => {
		const account = await connected();
		const namespace = await account.another("elsewhere", "HTTP");
		await account.start([aliased("tcp")], {}, { serviceName: "first" });
		await expect(account.start([aliased("tcp")], { namespace }, { serviceName: "second" })).resolves.toBeTruthy();
	});

	it("that clients call is unique for each port", async () => {
		const { namespace, start } = await connected();
		const offer = (serviceName: string, aliasPort: number) =>
			start(
				[aliased("tcp", { discoveryName: serviceName, clientAliases: [{ port: aliasPort, dnsName: "db" }] })],
				{},
				{ serviceName },
			);
		await offer("first", 80);
		expect(await refusalOf(offer("second", 80))).toBe(
			`InvalidParameterException: The client alias db:80 is already used in ${namespace}`,
		);
		await expect(offer("second", 81)).resolves.toBeTruthy();
	});
});

describe("the protocol of an endpoint", () => {
	it("cannot change: the service must be deleted and recreated", async () => {
		const { start, update, taskDefinition, seconds } = await connected();
		const { serviceArn } = await start([aliased("tcp")]);
		await seconds(120);
		await taskDefinition({ containerDefinitions: container(port("tcp", 80, "http2")) });
		const stable = (protocol: string) =>
			`ScServiceStableConfig(applicationProtocol=${protocol}, transportProtocol=tcp, ecsServiceArn=${serviceArn})`;
		expect(await refusalOf(update({ taskDefinition: "web" }))).toBe(
			`InvalidParameterException: The following config cannot be changed for a SC service. Previous config: ${stable("null")}, current config: ${stable("http2")}`,
		);
	});

	it("belongs to the name, so another container port does not change it", async () => {
		const { start, update, taskDefinition } = await connected();
		await start([aliased("tcp")]);
		await taskDefinition({ containerDefinitions: container(port("tcp", 8080)) });
		await expect(update({ taskDefinition: "web" })).resolves.toBeTruthy();
	});
});
