/**
 * Manifests as most tests write them: a document in YAML's flow style, with what every manifest says filled in. Each ends with a line
 * break, so that `join("---\n")` makes one file of several.
 */

/** A manifest; `spec` and `policy` in YAML's flow style. */
export function doc(kind: string, name: string, spec = "{}", policy?: string): string {
	const policyLine = policy === undefined ? "" : `policy: ${policy}\n`;
	return `apiVersion: evenkeel/v1alpha1\nkind: ${kind}\nmetadata: { name: ${name} }\n${policyLine}spec: ${spec}\n`;
}

/** An environment of the owner `test`, with these further members of its spec: `prune: automatic`. */
export function environment(spec = ""): string {
	return doc("Environment", "test", flow("owner: test", spec));
}

/** A task definition for Fargate with one container of its name. `container`: further members of that one; `more`: of the spec. */
export function fargateDefinition(name: string, image: string, container = "", more = ""): string {
	const definition = flow(`name: ${name}`, `image: '${image}'`, container);
	return doc(
		"TaskDefinition",
		name,
		flow(
			"networkMode: awsvpc, requiresCompatibilities: [FARGATE], cpu: 256, memory: 512",
			`containerDefinitions: [${definition}]`,
			more,
		),
	);
}

/** What a test says of a service. */
export interface FargateService {
	/** `shop` unless said otherwise. */
	readonly cluster?: string;
	/** `web` unless said otherwise. */
	readonly taskDefinition?: string;
	/** 1 unless said otherwise. */
	readonly desiredCount?: number;
	/** Further members of its spec. */
	readonly more?: string;
	readonly policy?: string;
}

/** A service on Fargate. */
export function fargateService(
	name: string,
	{ cluster = "shop", taskDefinition = "web", desiredCount = 1, more = "", policy }: FargateService = {},
): string {
	const network = "{ awsvpcConfiguration: { subnets: [subnet-1] } }";
	return doc(
		"Service",
		name,
		flow(
			`cluster: ${cluster}, taskDefinition: ${taskDefinition}, launchType: FARGATE, desiredCount: ${desiredCount}`,
			`networkConfiguration: ${network}`,
			more,
		),
		policy,
	);
}

/** A mapping of these members, of which some may be empty. */
function flow(...members: readonly string[]): string {
	return `{ ${members.filter((member) => member !== "").join(", ")} }`;
}
