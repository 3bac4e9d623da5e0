/** The typed reference by which other kinds read observations and manifests of this kind. */
import type { KindRef } from "../../model/kind.ts";
import type { ServiceFacts } from "./facts.ts";
import type { ServiceSpec } from "./spec.ts";

export const serviceRef: KindRef<ServiceSpec, ServiceFacts> = { name: "Service" };
