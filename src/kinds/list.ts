/**
 * All kinds, in the order in which they can be created: what is referred to comes before what refers to it. They are deleted
 * in the reverse order, so the registries stand before the clusters, whose services have to let go of them.
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
