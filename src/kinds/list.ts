/**
 * All kinds in creation order: a kind comes after the kinds that it refers to.
 * Deletion runs in reverse order, so registries precede clusters: a registry can be deleted only after the services that
 * use it.
 */
import { createKinds } from "../model/kinds.ts";
import { cluster } from "./cluster/index.ts";
import { logGroup } from "./log-group/index.ts";
import { namespace } from "./namespace/index.ts";
import { registry } from "./registry/index.ts";
import { service } from "./service/index.ts";
import { taskDefinition } from "./task-definition/index.ts";

export const kinds = createKinds([
	(use) => use(namespace),
	(use) => use(registry),
	(use) => use(cluster),
	(use) => use(logGroup),
	(use) => use(taskDefinition),
	(use) => use(service),
]);
