/** Observed state of a registry that is not part of its spec. */
import type { RegisteredInstance } from "./instances.ts";

export interface RegistryFacts {
	/** The registered instances; read only for a registry that may be deleted. */
	readonly instances?: readonly RegisteredInstance[];
	/** Whether its namespace is of type HTTP, where Cloud Map cannot change a registry. */
	readonly inHttpNamespace: boolean;
	/** When it was created. A registry that is deleted and recreated keeps its id and loses its instances. */
	readonly createdAtMs: number;
}
