/** What other kinds need to read observations and manifests of this one. */
import type { KindRef } from "../../model/kind.ts";
import type { NamespaceFacts } from "./facts.ts";
import type { NamespaceSpec } from "./spec.ts";

export const namespaceRef: KindRef<NamespaceSpec, NamespaceFacts> = { name: "Namespace" };
