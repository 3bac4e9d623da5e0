/**
 * The manifests of the stories as an account can share them with others: the very files of `manifests/examples`, under an
 * Environment that puts a prefix before every name, and the account's own ids, roles and image in place of the examples'.
 */
import { kinds } from "../../src/kinds/list.ts";
import { load } from "../../src/manifest/load.ts";
import type { Resource } from "../../src/model/manifest.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { exampleStory } from "../support/example-manifests.ts";
import type { AccountSettings } from "./settings.ts";

/** Those that need nothing but Fargate; `bridge-srv` needs a container instance with an attribute of its own. */
const stories = ["fargate-a-records", "cloud-map-hands-on", "service-connect", "golang-app"] as const;

/** The folder of all stories for one run. The prefix is its owner too. */
export async function prefixedStories(prefix: string, settings: AccountSettings): Promise<Snapshot> {
	const snapshots = await Promise.all(stories.map(exampleStory));
	const [first] = snapshots;
	if (!first) throw new Error("There are no stories.");
	const examples = { ...first, files: new Map(snapshots.flatMap(({ files }) => [...files])) };
	const { desired } = load(examples, { kinds });
	if (!desired) throw new Error("The examples have no Environment.");
	const files = new Map(examples.files);
	files.set("environment.yaml", environment(prefix, settings, desired.resources, []));
	return { ...examples, files };
}

/** The same environment after the commit that takes everything away again. */
export function withoutManifests(stood: Snapshot, prefix: string, settings: AccountSettings): Snapshot {
	const { desired } = load(stood, { kinds });
	const deletions = desired?.resources.map(({ identity }) => identity) ?? [];
	return { ...stood, files: new Map([["environment.yaml", environment(prefix, settings, [], deletions)]]) };
}

/** JSON is YAML, so that nothing has to be quoted by hand. */
function environment(
	prefix: string,
	settings: AccountSettings,
	resources: readonly Resource[],
	deletions: readonly string[],
): string {
	const [subnetA, subnetB = subnetA] = settings.subnets;
	return JSON.stringify({
		apiVersion: "evenkeel/v1alpha1",
		kind: "Environment",
		metadata: { name: prefix },
		spec: {
			owner: prefix,
			account: settings.account,
			region: settings.region,
			variables: {
				ACCOUNT_ID: settings.account,
				VPC_ID: settings.vpc,
				SUBNET_A: subnetA,
				SUBNET_B: subnetB,
				SUBNETS: settings.subnets,
				SECURITY_GROUP: settings.securityGroup,
			},
			prune: "listed",
			deletions,
			patches: resources.map(({ kind, name, spec }) => ({
				target: { kind, name },
				spec: patchOf(kind, `${prefix}-${name}`, spec, prefix, settings),
			})),
		},
	});
}

function patchOf(kind: string, name: string, spec: object, prefix: string, settings: AccountSettings): object {
	switch (kind) {
		case "Cluster":
			return { clusterName: name };
		case "TaskDefinition":
			return { family: name, ...rolesAndImages(spec, settings) };
		case "Service":
			return { serviceName: name, ...inTheAccount(spec, prefix) };
		default:
			return { Name: name };
	}
}

interface DefinitionPart {
	readonly taskRoleArn?: string;
	readonly containerDefinitions?: readonly { readonly name?: string }[];
}

/** Without log configuration: a log group would have to be there before, and stay afterwards. */
function rolesAndImages(spec: DefinitionPart, { executionRole, taskRole, image }: AccountSettings): object {
	return {
		executionRoleArn: executionRole,
		...(spec.taskRoleArn && { taskRoleArn: taskRole }),
		containerDefinitions: spec.containerDefinitions?.map(({ name }) => ({ name, image, logConfiguration: null })),
	};
}

interface ServicePart {
	readonly taskDefinition?: string;
	readonly serviceConnectConfiguration?: object;
}

/** A revision that is named by its number is one of the prefixed family; every task fetches its image over the internet. */
function inTheAccount({ taskDefinition, serviceConnectConfiguration }: ServicePart, prefix: string): object {
	return {
		...(taskDefinition?.includes(":") && { taskDefinition: `${prefix}-${taskDefinition}` }),
		networkConfiguration: { awsvpcConfiguration: { assignPublicIp: "ENABLED" } },
		...(serviceConnectConfiguration && { serviceConnectConfiguration: { logConfiguration: null } }),
	};
}
