/**
 * The checks that a schema cannot say, through the loader, as an operator meets them: a folder that is right, one edit that
 * makes it wrong, and the code and place that are reported.
 */
import { describe, expect, it } from "vitest";
import { codes, loadFiles, manifest, texts } from "../manifest/snapshots.ts";

const cluster = manifest("Cluster", "shop", "serviceConnectDefaults: { namespace: internal }");
const namespace = manifest("Namespace", "internal", "Type: DNS_PRIVATE", "Vpc: vpc-1");
const registry = manifest(
	"Registry",
	"api",
	"NamespaceId: internal",
	"DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }",
	"HealthCheckCustomConfig: {}",
);
const definition = manifest(
	"TaskDefinition",
	"api",
	"requiresCompatibilities: [FARGATE]",
	"networkMode: awsvpc",
	"cpu: 256",
	"memory: 512",
	"taskRoleArn: arn:aws:iam::111122223333:role/api",
	"containerDefinitions:",
	"  - name: web",
	"    image: web:1",
	"    portMappings: [{ name: web, containerPort: 80 }]",
);
const service = manifest(
	"Service",
	"api",
	"cluster: shop",
	"taskDefinition: api",
	"launchType: FARGATE",
	"serviceRegistries: [{ registry: api }]",
	"networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }",
	"enableExecuteCommand: true",
	"serviceConnectConfiguration:",
	"  enabled: true",
	"  services: [{ portName: web, discoveryName: api, clientAliases: [{ port: 80, dnsName: api }] }]",
);
const files = {
	"cluster.yaml": cluster,
	"definition.yaml": definition,
	"namespace.yaml": namespace,
	"registry.yaml": registry,
	"service.yaml": service,
};
type File = keyof typeof files;
type Edit = readonly [File, string, string];

function edited(edits: readonly Edit[]): Record<string, string> {
	const result: Record<string, string> = { ...files };
	for (const [file, from, to] of edits) {
		const text = result[file] ?? "";
		if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`);
		result[file] = text.replace(from, to);
	}
	return result;
}

describe("checks", () => {
	it("find nothing in a folder that is right", () => {
		expect(texts(loadFiles(files))).toEqual([]);
	});

	const bridge: readonly Edit[] = [
		["definition.yaml", "requiresCompatibilities: [FARGATE]", "requiresCompatibilities: [EC2]"],
		["definition.yaml", "networkMode: awsvpc", "networkMode: bridge"],
		["service.yaml", "launchType: FARGATE", "launchType: EC2"],
		["service.yaml", "  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }\n", ""],
	];
	const srv: Edit = ["registry.yaml", "Type: A", "Type: SRV"];
	const port: Edit = ["service.yaml", "registry: api", "registry: api, containerName: web, containerPort: 80"];

	it("take SRV records in bridge mode", () => {
		expect(texts(loadFiles(edited([...bridge, srv, port])))).toEqual([]);
	});

	it("say what to write instead of A records in bridge mode", () => {
		const [problem] = texts(loadFiles(edited([...bridge, port])));
		expect(problem).toMatch(/^service\.yaml:8:23 a-record-in-bridge-mode .*Type: SRV.*registry\.yaml:1:1/);
	});

	it.each(["gatewayConnectors: []", "monitoring: {}"])("refuse %s, which ECS never shows", (line) => {
		const found = codes(loadFiles(edited([["service.yaml", "enableExecuteCommand: true", line]])));
		expect(found).toEqual([expect.stringContaining("field-not-shown at service.yaml:10:3")]);
	});

	const counted = (policy: string, count = "propagateTags: NONE"): readonly Edit[] => [
		["service.yaml", "enableExecuteCommand: true", count],
		["service.yaml", "spec:", `policy: ${policy}\nspec:`],
	];
	const cases: readonly (readonly [expected: string, ...edits: readonly Edit[]])[] = [
		["missing-container-port at service.yaml:8:23", ...bridge, srv],
		["srv-without-port at service.yaml:8:23", srv],
		[
			"srv-port-twice at service.yaml:8:23",
			srv,
			["service.yaml", "registry: api", "registry: api, port: 80, containerName: web"],
		],
		[
			"unknown-container at service.yaml:8:23",
			srv,
			["service.yaml", "registry: api", "registry: api, containerName: wep, containerPort: 80"],
		],
		[
			"unknown-container-port at service.yaml:8:23",
			srv,
			["service.yaml", "registry: api", "registry: api, containerName: web, containerPort: 81"],
		],
		[
			"grace-period-without-check at service.yaml:10:3",
			["service.yaml", "enableExecuteCommand: true", "healthCheckGracePeriodSeconds: 60"],
		],
		["bounds-and-count at service.yaml:1:1", ...counted("{ bounds: { min: 1, max: 2 } }", "desiredCount: 1")],
		["empty-bounds at service.yaml:1:1", ...counted("{ bounds: { min: 3, max: 2 } }")],
		[
			"initial-out-of-bounds at service.yaml:1:1",
			...counted("{ bounds: { min: 1, max: 2 }, initial: { desiredCount: 3 } }"),
		],
		["registry-twice at service.yaml:8:23", ["service.yaml", "registry: api", "registry: api, registryArn: api"]],
		["not-for-fargate at service.yaml:7:3", ["definition.yaml", "[FARGATE]", "[EC2]"]],
		["missing-task-role at service.yaml:10:3", ["definition.yaml", "taskRoleArn", "executionRoleArn"]],
		["missing-task-definition at service.yaml:5:3", ["service.yaml", "  taskDefinition: api\n", ""]],
		[
			"missing-network at service.yaml:6:3",
			["service.yaml", "  networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }\n", ""],
		],
		[
			"launch-type-and-strategy at service.yaml:7:3",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  capacityProviderStrategy: [{ capacityProvider: FARGATE }]",
			],
		],
		[
			"fargate-without-placement at service.yaml:8:3",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  placementConstraints: [{ type: distinctInstance }]",
			],
		],
		[
			"daemon-desired-count at service.yaml:8:3",
			["service.yaml", "launchType: FARGATE", "schedulingStrategy: DAEMON\n  desiredCount: 1"],
		],
		[
			"daemon-placement at service.yaml:7:3",
			["service.yaml", "launchType: FARGATE", "schedulingStrategy: DAEMON\n  launchType: FARGATE"],
		],
		[
			"platform-version-on-ec2 at service.yaml:8:3",
			["service.yaml", "launchType: FARGATE", "launchType: EC2\n  platformVersion: LATEST"],
		],
		[
			"public-address-on-ec2 at service.yaml:9:71",
			["service.yaml", "launchType: FARGATE", "launchType: EC2"],
			["service.yaml", "[subnet-1]", "[subnet-1], assignPublicIp: ENABLED"],
		],
		[
			"deployment-cannot-move at service.yaml:8:3",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  deploymentConfiguration: { maximumPercent: 100 }",
			],
		],
		[
			"unknown-container-port at service.yaml:8:19",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  loadBalancers: [{ targetGroupArn: arn:x, containerName: web, containerPort: 81 }]",
			],
		],
		[
			"client-aliases at service.yaml:13:16",
			["service.yaml", "{ port: 80, dnsName: api }", "{ port: 80 }, { port: 81 }"],
		],
		["client-aliases at service.yaml:13:16", ["service.yaml", ", clientAliases: [{ port: 80, dnsName: api }]", ""]],
		["unknown-port-name at service.yaml:13:16", ["service.yaml", "portName: web", "portName: wep"]],
		[
			"missing-connect-namespace at service.yaml:11:3",
			["cluster.yaml", "serviceConnectDefaults: { namespace: internal }", "settings: []"],
		],
		[
			"more-than-eight-answers at service.yaml:8:3",
			["service.yaml", "launchType: FARGATE", "launchType: FARGATE\n  desiredCount: 9"],
		],
		[
			"too-many-instances at service.yaml:8:3",
			["service.yaml", "launchType: FARGATE", "launchType: FARGATE\n  desiredCount: 1001"],
		],
		["wrong-form at cluster.yaml:3:19", ["cluster.yaml", "name: shop", "name: a.b"]],
		["unknown-endpoint at service.yaml:12:3", ["service.yaml", "spec:", "policy: { uses: [stock] }\nspec:"]],
		["dns-in-http-namespace at registry.yaml:6:3", ["namespace.yaml", "Type: DNS_PRIVATE\n  Vpc: vpc-1", "Type: HTTP"]],
		["dns-in-http-registry at registry.yaml:7:3", ["registry.yaml", "NamespaceId", "Type: HTTP\n  NamespaceId"]],
		[
			"health-check-needs-public-namespace at registry.yaml:7:3",
			["registry.yaml", "HealthCheckCustomConfig: {}", "HealthCheckConfig: { Type: TCP }"],
		],
		[
			"two-health-checks at registry.yaml:8:3",
			[
				"registry.yaml",
				"HealthCheckCustomConfig: {}",
				"HealthCheckCustomConfig: {}\n  HealthCheckConfig: { Type: TCP }",
			],
		],
		[
			"health-check-of-cname at registry.yaml:7:3",
			["namespace.yaml", "Type: DNS_PRIVATE\n  Vpc: vpc-1", "Type: DNS_PUBLIC\n  Name: shop.example"],
			["registry.yaml", "{ DnsRecords: [{ Type: A,", "{ RoutingPolicy: WEIGHTED, DnsRecords: [{ Type: CNAME,"],
			["registry.yaml", "HealthCheckCustomConfig: {}", "HealthCheckConfig: { Type: TCP }"],
		],
		["missing-health-check at registry.yaml:6:3", ["registry.yaml", "  HealthCheckCustomConfig: {}\n", ""]],
		["cname-needs-weighted at registry.yaml:6:3", ["registry.yaml", "Type: A", "Type: CNAME"]],
		[
			"cname-not-alone at registry.yaml:6:16",
			["registry.yaml", "{ Type: A, TTL: 10 }", "{ Type: A, TTL: 10 }, { Type: CNAME, TTL: 10 }"],
		],
		["missing-vpc at namespace.yaml:5:3", ["namespace.yaml", "  Vpc: vpc-1\n", ""]],
		["vpc-not-private at namespace.yaml:6:3", ["namespace.yaml", "DNS_PRIVATE", "DNS_PUBLIC"]],
		["bad-dns-name at namespace.yaml:7:3", ["namespace.yaml", "Vpc: vpc-1", "Vpc: vpc-1\n  Name: a..b"]],
		[
			"bad-public-name at namespace.yaml:6:3",
			["namespace.yaml", "Type: DNS_PRIVATE\n  Vpc: vpc-1", "Type: DNS_PUBLIC\n  Name: shop"],
		],
		["local-namespace at namespace.yaml:7:3", ["namespace.yaml", "Vpc: vpc-1", "Vpc: vpc-1\n  Name: shop.local"]],
		[
			"http-namespace-without-dns at namespace.yaml:6:3",
			[
				"namespace.yaml",
				"Type: DNS_PRIVATE\n  Vpc: vpc-1",
				"Type: HTTP\n  Properties: { DnsProperties: { SOA: { TTL: 5 } } }",
			],
		],
		["fargate-size at definition.yaml:8:3", ["definition.yaml", "memory: 512", "memory: 768"]],
		["fargate-size at definition.yaml:8:3", ["definition.yaml", "memory: 512", "memory: 1536"]],
		["fargate-size at definition.yaml:7:3", ["definition.yaml", "cpu: 256", "cpu: 300"]],
		["missing-fargate-size at definition.yaml:5:3", ["definition.yaml", "  cpu: 256\n", ""]],
		["fargate-needs-awsvpc at definition.yaml:6:3", ["definition.yaml", "awsvpc", "bridge"]],
		[
			"unequal-ports at definition.yaml:13:54",
			["definition.yaml", "containerPort: 80", "containerPort: 80, hostPort: 8080"],
		],
		[
			"stop-timeout-too-long at definition.yaml:13:7",
			["definition.yaml", "      portMappings", "      stopTimeout: 121\n      portMappings"],
		],
		[
			"containers-exceed-cpu at definition.yaml:7:3",
			["definition.yaml", "image: web:1", "image: web:1\n      cpu: 512"],
		],
		[
			"reservation-too-large at definition.yaml:14:7",
			["definition.yaml", "image: web:1", "image: web:1\n      memory: 64\n      memoryReservation: 65"],
		],
		[
			"unknown-volume at definition.yaml:13:21",
			[
				"definition.yaml",
				"image: web:1",
				"image: web:1\n      mountPoints: [{ sourceVolume: data, containerPath: /data }]",
			],
		],
		[
			"unknown-container at definition.yaml:13:19",
			["definition.yaml", "image: web:1", "image: web:1\n      dependsOn: [{ containerName: db, condition: START }]"],
		],
		[
			"unknown-live-container at definition.yaml:1:1",
			["definition.yaml", "spec:", "policy: { liveImages: [web, job] }\nspec:"],
		],
		["unknown-field at cluster.yaml:4:11", ["cluster.yaml", "spec:", "policy: { liveImages: [web] }\nspec:"]],
		["unknown-field at definition.yaml:4:11", ["definition.yaml", "spec:", "policy: { followDigest: true }\nspec:"]],
		["unknown-field at service.yaml:4:11", ["service.yaml", "spec:", "policy: { liveImages: [web] }\nspec:"]],
		["unknown-field at service.yaml:4:11", ["service.yaml", "spec:", "policy: { keepRevisions: 3 }\nspec:"]],
		[
			"no-essential-container at definition.yaml:10:3",
			["definition.yaml", "image: web:1", "image: web:1\n      essential: false"],
		],
		[
			"missing-log-option at definition.yaml:13:7",
			[
				"definition.yaml",
				"image: web:1",
				"image: web:1\n      logConfiguration: { logDriver: awslogs, options: { awslogs-group: g, awslogs-region: r } }",
			],
		],
		[
			"missing-execution-role at definition.yaml:11:7",
			["definition.yaml", "image: web:1", "image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1"],
		],
		[
			"reserved-tag at cluster.yaml:5:10",
			["cluster.yaml", "spec:", "spec:\n  tags: [{ key: 'evenkeel:owner', value: me }]"],
		],
		[
			"unknown-capacity-provider at cluster.yaml:6:37",
			[
				"cluster.yaml",
				"spec:",
				"spec:\n  capacityProviders: [FARGATE]\n  defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE_SPOT }]",
			],
		],
	];

	const withoutPlace: readonly (readonly [code: string, ...edits: readonly Edit[]])[] = [
		[
			"dependency-cycle",
			[
				"definition.yaml",
				"image: web:1",
				"image: web:1\n      dependsOn: [{ containerName: db, condition: START }]\n    - name: db\n      image: db:1\n      dependsOn: [{ containerName: web, condition: START }]",
			],
		],
		[
			"healthy-without-check",
			[
				"definition.yaml",
				"image: web:1",
				"image: web:1\n      dependsOn: [{ containerName: db, condition: HEALTHY }]\n    - name: db\n      image: db:1",
			],
		],
		[
			"duplicate-port-name",
			[
				"definition.yaml",
				"{ name: web, containerPort: 80 }",
				"{ name: web, containerPort: 80 }, { name: web, containerPort: 81 }",
			],
		],
		[
			"port-twice",
			[
				"definition.yaml",
				"{ name: web, containerPort: 80 }",
				"{ name: web, containerPort: 80 }, { name: alt, containerPort: 80 }",
			],
		],
		["not-in-awsvpc-mode", ["definition.yaml", "image: web:1", "image: web:1\n      hostname: web"]],
		[
			"variable-and-secret",
			[
				"definition.yaml",
				"image: web:1",
				"image: web:1\n      environment: [{ name: A, value: a }]\n      secrets: [{ name: A, valueFrom: a }]",
			],
		],
		["container-exceeds-memory", ["definition.yaml", "image: web:1", "image: web:1\n      memory: 1024"]],
		[
			"two-bases",
			[
				"service.yaml",
				"launchType: FARGATE",
				"capacityProviderStrategy: [{ capacityProvider: FARGATE, base: 1, weight: 1 }, { capacityProvider: FARGATE_SPOT, base: 1 }]",
			],
		],
		[
			"strategy-without-weight",
			[
				"service.yaml",
				"launchType: FARGATE",
				"capacityProviderStrategy: [{ capacityProvider: FARGATE }, { capacityProvider: FARGATE_SPOT }]",
			],
		],
		[
			"mixed-capacity-providers",
			[
				"cluster.yaml",
				"spec:",
				"spec:\n  capacityProviders: [FARGATE, own]\n  defaultCapacityProviderStrategy: [{ capacityProvider: FARGATE, weight: 1 }, { capacityProvider: own, weight: 1 }]",
			],
		],
		[
			"missing-log-configuration",
			["cluster.yaml", "spec:", "spec:\n  configuration: { executeCommandConfiguration: { logging: OVERRIDE } }"],
		],
		[
			"deployment-cannot-move",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  desiredCount: 1\n  deploymentConfiguration: { minimumHealthyPercent: 100, maximumPercent: 150 }",
			],
		],
		[
			"strategy-mismatch",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  deploymentConfiguration: { linearConfiguration: { stepPercent: 10 } }",
			],
		],
		[
			"strategy-mismatch",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  deploymentConfiguration: { strategy: CANARY, earlySuccessCriteria: { enable: true } }",
			],
		],
		[
			"alarms-without-names",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  deploymentConfiguration: { alarms: { enable: true, rollback: true, alarmNames: [] } }",
			],
		],
		[
			"rollback-without-breaker",
			[
				"service.yaml",
				"launchType: FARGATE",
				"launchType: FARGATE\n  deploymentConfiguration: { deploymentCircuitBreaker: { enable: false, rollback: true } }",
			],
		],
		[
			"not-with-controller",
			["service.yaml", "launchType: FARGATE", "launchType: FARGATE\n  deploymentController: { type: CODE_DEPLOY }"],
		],
		[
			"volume-not-open",
			[
				"service.yaml",
				"enableExecuteCommand: true",
				"volumeConfigurations: [{ name: data, managedEBSVolume: { roleArn: 'arn:aws:iam::111122223333:role/ecs' } }]",
			],
		],
		["record-type-twice", ["registry.yaml", "{ Type: A, TTL: 10 }", "{ Type: A, TTL: 10 }, { Type: A, TTL: 20 }"]],
		[
			"cname-for-tasks",
			[
				"registry.yaml",
				"{ DnsRecords: [{ Type: A, TTL: 10 }] }",
				"{ RoutingPolicy: WEIGHTED, DnsRecords: [{ Type: CNAME, TTL: 10 }] }",
			],
		],
		[
			"connect-platform-version",
			["service.yaml", "launchType: FARGATE", "launchType: FARGATE\n  platformVersion: 1.3.0"],
		],
	];

	it.each(withoutPlace.map(([code, ...edits]) => ({ code, edits })))("say $code", ({ code, edits }) => {
		expect(loadFiles(edited(edits)).problems.map((problem) => problem.code)).toContain(code);
	});

	it.each(cases.map(([expected, ...edits]) => ({ expected, edits })))("$expected", ({ expected, edits }) => {
		expect(codes(loadFiles(edited(edits)))).toContain(expected);
	});

	it("warn of credentials, and never repeat them", () => {
		const line =
			"image: web:1\n      environment: [{ name: DB_PASSWORD, value: hunter2 }, { name: URL, value: 'db://me:hunter3@db' }, { name: TOKEN_FILE, value: /run/x }]";
		const loaded = loadFiles(edited([["definition.yaml", "image: web:1", line]]));
		expect(codes(loaded)).toEqual([
			"literal-credential at definition.yaml:13:21",
			"literal-credential at definition.yaml:13:60",
		]);
		expect(texts(loaded).join()).not.toMatch(/hunter/);
		expect(loaded.desired?.complete).toBe(true);
	});

	it("tell both services that claim one Service Connect name or alias", () => {
		const twin = service.replace("name: api }", "name: twin }");
		const sameName = loadFiles({ ...files, "twin.yaml": twin });
		expect(codes(sameName)).toEqual([
			"duplicate-endpoint at service.yaml:13:16",
			"duplicate-endpoint at twin.yaml:13:16",
		]);
		const sameAlias = loadFiles({ ...files, "twin.yaml": twin.replace("discoveryName: api", "discoveryName: twin") });
		expect(codes(sameAlias)).toEqual([
			"duplicate-client-alias at service.yaml:13:16",
			"duplicate-client-alias at twin.yaml:13:16",
		]);
	});

	it("tell of registries that differ only in case", () => {
		const loaded = loadFiles({ ...files, "twin.yaml": registry.replace("name: api", "name: API") });
		expect(codes(loaded)).toContain("case-only-difference at twin.yaml:3:19");
	});

	it("keep room for our own tags", () => {
		const tags = Array.from({ length: 45 }, (_, index) => `{ key: k${index}, value: v }`).join(", ");
		const loaded = loadFiles(edited([["cluster.yaml", "spec:", `spec:\n  tags: [${tags}]`]]));
		expect(codes(loaded)).toContain("too-many-tags at cluster.yaml:5:3");
	});
});
