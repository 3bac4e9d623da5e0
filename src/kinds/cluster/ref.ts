/** The typed reference by which other kinds read observations and manifests of this kind. */
import type { KindRef } from "../../model/kind.ts";
import type { ClusterFacts } from "./facts.ts";
import type { ClusterSpec } from "./spec.ts";

export const clusterRef: KindRef<ClusterSpec, ClusterFacts> = { name: "Cluster" };
