/** The typed reference by which other kinds read observations and manifests of this kind. */
import type { KindRef } from "../../model/kind.ts";
import type { NamespaceFacts } from "./facts.ts";
import type { NamespaceSpec } from "./spec.ts";

export const namespaceRef: KindRef<NamespaceSpec, NamespaceFacts> = { name: "Namespace" };
