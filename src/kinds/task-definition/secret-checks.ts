/**
 * Credentials that are written out in `environment`: anybody who may read the manifest or describe the task definition can
 * read them. Told by names and by forms of values; a problem never contains the value.
 */
import { credentialsIn, isReference, isSecretName } from "../../model/credentials.ts";
import type { Check } from "../../model/manifest-rules.ts";
import { warningHere } from "../../model/problem.ts";
import type { TaskDefinitionSpec } from "./spec.ts";

/** One warning for each variable. */
export const literalCredentials: Check<TaskDefinitionSpec> = ({ resource, at }) =>
	(resource.spec.containerDefinitions ?? []).flatMap((container) =>
		(container.environment ?? [])
			.filter(({ name = "", value = "" }) => {
				return !isReference(value) && (isSecretName(name) || credentialsIn(value).length > 0);
			})
			.map(({ name }) =>
				warningHere(at(`containerDefinitions.${container.name}.environment.${name}`), "literal-credential", {
					variable: name ?? "",
				}),
			),
	);
