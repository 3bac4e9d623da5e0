/** What people get wrong in their first hour. Every sentence says what to write instead, and one mistake is told once. */
import { describe, expect, it } from "vitest";
import { loadFiles, manifest, texts } from "./snapshots.ts";

const documents = [
	manifest("Cluster", "shop"),
	manifest("Namespace", "internal", "Type: DNS_PRIVATE", "Vpc: vpc-1"),
	manifest(
		"TaskDefinition",
		"api",
		"networkMode: awsvpc",
		"containerDefinitions: [{ name: web, image: web:1, memory: 128, portMappings: [{ containerPort: 80 }] }]",
	),
	manifest(
		"Registry",
		"orders",
		"NamespaceId: internal",
		"DnsConfig: { DnsRecords: [{ Type: A, TTL: 10 }] }",
		"HealthCheckCustomConfig: {}",
	),
	manifest(
		"Service",
		"api",
		"cluster: shop",
		"taskDefinition: api",
		"desiredCount: 1",
		"serviceRegistries: [{ registry: internal/orders }]",
		"networkConfiguration: { awsvpcConfiguration: { subnets: [subnet-1] } }",
	),
];
const good = documents.join("---\n");

const mistakes: readonly (readonly [from: string, to: string, said: string])[] = [
	["kind: Cluster", "kind: Clusters", 'unknown-kind There is no kind "Clusters". Did you mean Cluster?'],
	["kind: Service", "kind: service", "Did you mean Service?"],
	["kind: TaskDefinition", "kind: Task Definition", "Did you mean TaskDefinition?"],
	["kind: Registry", "kind: CloudMapService", "A service of Cloud Map is a Registry here."],
	["kind: Cluster", "Kind: Cluster", 'unknown-field There is no field "Kind" here. Did you mean kind?'],
	["kind: Cluster\n", "", "missing-field The field kind is missing here. It is one of Environment,"],
	["evenkeel/v1alpha1", "v1", "wrong-value apiVersion has to be evenkeel/v1alpha1."],
	["apiVersion", "apiversion", "Did you mean apiVersion?"],
	["metadata: { name: shop }\n", "", "The field metadata is missing here. Write metadata: { name: … }."],
	["metadata: { name: shop }", "metadata: shop", "metadata has to be a map. Write { name: …"],
	["{ name: shop }", "{ name: my shop }", "Write letters, digits, dots,"],
	["{ name: shop }", "{ name: shop, annotations: {} }", "Valid fields: name, labels."],
	["spec: {}", "spec:", '"" is an empty string and {} an empty map.'],
	["spec: {}", "spec: { tags: { team: x } }", "tags has to be a list. Write [{ key: …, value: … }]."],
	["cluster: shop", "cluster: shop\n  policy: { adopt: true }", "It belongs at the top, beside kind."],
	["cluster: shop", "cluster: shop\n  adopt: true", "It belongs directly under policy."],
	["desiredCount: 1", "desiredCounts: 1", "Did you mean desiredCount?"],
	["desiredCount: 1", "count: 1", "Did you mean desiredCount?"],
	["desiredCount: 1", "replicas: 1", 'The command "evenkeel schema Service" prints those that exist.'],
	["desiredCount: 1", "desiredCount: one", "desiredCount has to be a whole number. Write digits only."],
	["desiredCount: 1", "launchType: fargate", "Did you mean FARGATE?"],
	["NamespaceId: internal", "namespaceId: internal", "Did you mean NamespaceId?"],
	["NamespaceId: internal", "NamespaceId: internal\n  name: orders", "Did you mean Name?"],
	["DnsConfig: {", "DnsConfig: { NamespaceId: internal,", "It belongs directly under spec."],
	["TTL: 10", "Ttl: 10", "Did you mean TTL?"],
	["Type: DNS_PRIVATE", "Type: PRIVATE", "Did you mean DNS_PRIVATE?"],
	["Vpc: vpc-1", "VPC: vpc-1", "Did you mean Vpc?"],
	["containerPort: 80", "containerPort: http", "containerPort has to be a whole number. Write digits only."],
	["containerPort: 80", 'containerPort: "80"', "Take the quotes off."],
	["[{ containerPort: 80 }]", '["8080:80"]', "An item of portMappings has to be a map. Write { containerPort: …"],
	["containerPort: 80", "containerPort: 80000", "containerPort may be at most 65535."],
	["memory: 128", "memory: 128, environment: { A: b }", "environment has to be a list. Write [{ name: …, value: … }]."],
	[
		"memory: 128",
		"memory: 128, environment: [A=b]",
		"An item of environment has to be a map. Write { name: …, value: … }.",
	],
	["image: web:1, ", "", "missing-field The field image is missing here."],
	[
		"[{ registry: internal/orders }]",
		"{ registry: internal/orders }",
		"serviceRegistries has to be a list. Put [ ] around it",
	],
	["subnets: [subnet-1]", "subnets: subnet-1", "subnets has to be a list. Put [ ] around it"],
	[
		"{ awsvpcConfiguration: { subnets: [subnet-1] } }",
		"[{ awsvpcConfiguration: {} }]",
		"Take the [ ] or the dash away.",
	],
	["cluster: shop", "cluster: Shop", 'No Cluster manifest is called "Shop". Did you mean shop?'],
	["cluster: shop", "cluster: Cluster/shop", "A reference has no kind in it."],
	["cluster: shop", "cluster: internal", "There is a Namespace of this name, but here it has to be a Cluster."],
	["internal/orders", "internl/orders", "Did you mean orders?"],
	["internal/orders", "internal", "There is a Namespace of this name, but here it has to be a Registry."],
	["---\n", "", "duplicate-key Another document begins here. Write --- on a line of its own before it."],
];

describe("a newcomer's mistake", () => {
	it("is none in the manifests that these tests begin with", () => {
		expect(texts(loadFiles({ "a.yaml": good }))).toEqual([]);
	});

	it.each(mistakes)("is told with what to write instead: %j as %j", (from, to, said) => {
		expect(good).toContain(from);
		const told = texts(loadFiles({ "a.yaml": good.replace(from, () => to) }));
		expect(told.join("\n")).toContain(said);
		expect(told).toHaveLength(1);
	});

	it("of a document that is there twice is told at both places and nowhere else", () => {
		const told = texts(loadFiles({ "a.yaml": `${good}---\n${documents[0]}` }));
		expect(told.map((text) => text.split(" ")[1])).toEqual(["duplicate-identity", "duplicate-identity"]);
	});

	it("of a patch is told as one of the patch", () => {
		const environment = (patch: string) => manifest("Environment", "prod", `patches: [${patch}]`);
		const said = (patch: string) => texts(loadFiles({ "a.yaml": good, "e.yaml": environment(patch) }));
		expect(said("{ spec: {} }")).toEqual(["e.yaml:5:13 missing-field The field target is missing here."]);
		expect(said("{ target: { kind: Service } }")).toEqual([
			"e.yaml:5:13 out-of-bounds An item of patches has to have at least 2 of: target, spec, policy.",
		]);
	});
});
