/** What other kinds need to read observations and manifests of this one. */
import type { KindRef } from "../../model/kind.ts";
import type { RegistryFacts } from "./facts.ts";
import type { RegistrySpec } from "./spec.ts";

export const registryRef: KindRef<RegistrySpec, RegistryFacts> = { name: "Registry" };
