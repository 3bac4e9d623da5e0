/** The samples of all kinds, in the order of `src/kinds/list.ts`. A kind without samples fails the tests that say "every kind". */
import { kinds } from "../../../src/kinds/list.ts";
import { clusters } from "./cluster.ts";
import type { GeneratedKind } from "./generated-kind.ts";
import { logGroups } from "./log-group.ts";
import { namespaces } from "./namespace.ts";
import { registries } from "./registry.ts";
import { services } from "./service.ts";
import { taskDefinitions } from "./task-definition.ts";

const samples: Readonly<Record<string, GeneratedKind>> = {
	Namespace: namespaces,
	Registry: registries,
	Cluster: clusters,
	LogGroup: logGroups,
	TaskDefinition: taskDefinitions,
	Service: services,
};

export const generatedKinds: readonly GeneratedKind[] = kinds.names.map((kind) => samplesOf(kind));

function samplesOf(kind: string): GeneratedKind {
	const found = samples[kind];
	if (!found) throw new Error(`The kind ${kind} has no samples in test/kinds/generated/list.ts.`);
	return found;
}
