/** The typed reference by which other kinds read observations and manifests of this kind. */
import type { KindRef } from "../../model/kind.ts";
import type { TaskDefinitionFacts } from "./facts.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

export const taskDefinitionRef: KindRef<TaskDefinitionSpec, TaskDefinitionFacts> = { name: "TaskDefinition" };
