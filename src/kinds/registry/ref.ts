/** The typed reference by which other kinds read observations and manifests of this kind. */
import type { KindRef } from "../../model/kind.ts";
import type { RegistryFacts } from "./facts.ts";
import type { RegistrySpec } from "./spec.ts";

export const registryRef: KindRef<RegistrySpec, RegistryFacts> = { name: "Registry" };
