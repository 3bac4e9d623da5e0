/** What is known of a registry beyond its spec. */
import type { RegisteredInstance } from "./instances.ts";

export interface RegistryFacts {
	/** The registered instances; read only for a registry that may be deleted. */
	readonly instances?: readonly RegisteredInstance[];
	/** Whether its namespace is of type HTTP, where Cloud Map lets nothing of a registry be changed. */
	readonly inHttpNamespace: boolean;
	/** When it was created: one that was deleted and created anew keeps its id, and loses its instances. */
	readonly createdAtMs: number;
}
