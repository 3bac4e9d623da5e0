/** Random task definitions: most for EC2, where nearly everything is taken, and some for Fargate. */
import fc from "fast-check";
import schema from "../../../schemas/task-definition.schema.json" with { type: "json" };
import { name, type Rules, type Schema, specArbitrary } from "../../support/schema-arbitrary.ts";
import { type GeneratedKind, omitting } from "./generated-kind.ts";

type Members = Record<string, unknown>;
interface Container extends Members {
	readonly name: string;
	readonly portMappings?: readonly Members[];
	readonly dependsOn?: readonly Members[];
	readonly mountPoints?: readonly Members[];
	readonly secrets?: readonly { readonly name: string }[];
	readonly environment?: readonly { readonly name: string }[];
}

const role = fc.constantFrom("web", "arn:aws:iam::111122223333:role/web", "arn:aws:iam::111122223333:role/shop/web");
const size = fc.constantFrom<[string, string]>(
	["256", "512"],
	[".5 vCPU", "1 GB"],
	["1024", "2048"],
	["1 vCPU", "2GB"],
);
const lines = fc.array(name, { maxLength: 3 });

const rules: Rules = {
	"TaskDefinition.containerDefinitions": fc.constant([]),
	"TaskDefinition.taskRoleArn": role,
	"TaskDefinition.executionRoleArn": role,
	"TaskDefinition.cpu": fc.constant("1024"),
	"TaskDefinition.memory": fc.constant("2048"),
	"TaskDefinition.requiresCompatibilities": fc.constantFrom(
		[],
		["EC2"],
		["EC2", "EXTERNAL"],
		["FARGATE", "EC2"],
		["FARGATE"],
	),
	"TaskDefinition.placementConstraints": fc.subarray([
		{ type: "memberOf", expression: "attribute:zone == b" },
		{ type: "memberOf", expression: "attribute:zone == a" },
	]),
	"ContainerDefinition.cpu": fc.constantFrom(0, 64, 128),
	"ContainerDefinition.memory": fc.constantFrom(256, 512),
	"ContainerDefinition.memoryReservation": fc.constantFrom(64, 128),
	"ContainerDefinition.essential": fc.boolean(),
	"ContainerDefinition.stopTimeout": fc.integer({ min: 0, max: 120 }),
	"ContainerDefinition.command": lines,
	"ContainerDefinition.entryPoint": lines,
	"ContainerDefinition.links": lines,
	"ContainerDefinition.dependsOn": fc.uniqueArray(
		fc.record({ containerName: fc.constant("first"), condition: fc.constantFrom("START", "COMPLETE", "SUCCESS") }),
		{ maxLength: 1 },
	),
	"PortMapping.name": name,
	"PortMapping.containerPortRange": fc.constantFrom("8000-8010", "9000-9001"),
	"PortMapping.hostPort": fc.constantFrom(0, 8080),
	"HealthCheck.command": fc.constantFrom(["CMD", "true"], ["CMD-SHELL", "curl -f localhost || exit 1"]),
};

const first = "first";

/** The containers are at the top of the list, so each gets half of a container's members at random. */
const containers = fc
	.uniqueArray(containerArbitrary(), { minLength: 1, maxLength: 3, selector: ({ name: one }) => one })
	.map((list) =>
		list.map((container, index) => (index === 0 ? { ...container, name: first, essential: true } : container)),
	);

function containerArbitrary(): fc.Arbitrary<Container> {
	const root = schema as Schema;
	const alone = { ...root, title: "ContainerDefinition", properties: { spec: root.$defs?.ContainerDefinition ?? {} } };
	return specArbitrary(alone, rules) as fc.Arbitrary<Container>;
}

const spec = fc
	.record({ resourceContext: specArbitrary(schema as Schema, rules), containers, size })
	.map(({ resourceContext, containers: list, size: [cpu, memory] }) => {
		const onFargate = (resourceContext.requiresCompatibilities as readonly string[] | undefined)?.includes("FARGATE");
		const sized: Members = onFargate || resourceContext.cpu ? { ...resourceContext, cpu, memory } : resourceContext;
		const networkMode = onFargate ? "awsvpc" : (resourceContext.networkMode as string | undefined);
		const volumes = ((resourceContext.volumes ?? []) as readonly Members[]).map((volume) =>
			onFargate ? omitting(volume, "host") : volume,
		);
		return {
			...(onFargate ? omitting(sized, "placementConstraints") : sized),
			...(networkMode && { networkMode }),
			...(onFargate && { executionRoleArn: "arn:aws:iam::111122223333:role/web" }),
			...(resourceContext.volumes ? { volumes } : {}),
			containerDefinitions: list.map((container) =>
				fitted(container, list, { networkMode: networkMode ?? "bridge", volumes }),
			),
		};
	});

function fitted(
	container: Container,
	all: readonly Container[],
	{ networkMode, volumes }: { readonly networkMode: string; readonly volumes: readonly Members[] },
): Members {
	const { portMappings, dependsOn, mountPoints, secrets, environment, logConfiguration, ...rest } = container;
	const ownInterface = networkMode === "awsvpc";
	const volume = volumes[0]?.name;
	const others = all.length > 1 && container.name !== first;
	const written = new Set((environment ?? []).map(({ name: one }) => one));
	const log = logConfiguration as { readonly logDriver: string; readonly options?: Members } | undefined;
	return {
		memory: 256,
		...(ownInterface ? omitting(rest, "links", "hostname", "dnsServers", "dnsSearchDomains", "extraHosts") : rest),
		...(environment && { environment }),
		...(portMappings && networkMode !== "none" && { portMappings: portsOf(container, portMappings, networkMode) }),
		...(dependsOn && others && { dependsOn }),
		...(container.volumesFrom ? { volumesFrom: others ? [{ sourceContainer: first, readOnly: true }] : [] } : {}),
		...(mountPoints && { mountPoints: volume ? mountPoints.map((mount) => ({ ...mount, sourceVolume: volume })) : [] }),
		...(secrets && { secrets: secrets.filter(({ name: one }) => !written.has(one)) }),
		...(log && { logConfiguration: log.logDriver === "awslogs" ? awsLogs(log) : log }),
	};
}

function awsLogs(log: { readonly options?: Members }): Members {
	const options = { "awslogs-group": "shop", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web" };
	return { ...log, options: { ...log.options, ...options } };
}

/** One port of a range or none; names and ports are a container's own. */
function portsOf({ name: owner }: Container, ports: readonly Members[], networkMode: string): readonly Members[] {
	return ports.map((port, index) => {
		const named = port.name === undefined ? port : { ...port, name: `${owner}-${index}` };
		if (named.containerPortRange !== undefined) return omitting(named, "containerPort", "hostPort");
		const containerPort = Number(port.containerPort ?? 80);
		return networkMode === "bridge" ? { ...named, containerPort } : { ...omitting(named, "hostPort"), containerPort };
	});
}

export const taskDefinitions: GeneratedKind = {
	kind: "TaskDefinition",
	nameField: "family",
	schema: schema as Schema,
	rules: omitting(rules, "TaskDefinition.containerDefinitions") as Rules,
	spec,
	needs: [],
	ordered: [
		"command",
		"entryPoint",
		"links",
		"dnsServers",
		"dnsSearchDomains",
		"dockerSecurityOptions",
		"environmentFiles",
		"credentialSpecs",
		"mountOptions",
	],
};
