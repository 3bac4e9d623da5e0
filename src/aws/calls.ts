/**
 * Every write evenkeel can make, as data. A call can be printed, compared, counted and refused before it is sent; this
 * list is also where the IAM policy starts from.
 */
import type {
	CreateClusterCommandInput,
	CreateServiceCommandInput,
	DeleteClusterCommandInput,
	DeleteServiceCommandInput,
	DeregisterTaskDefinitionCommandInput,
	PutClusterCapacityProvidersCommandInput,
	RegisterTaskDefinitionCommandInput,
	TagResourceCommandInput,
	UntagResourceCommandInput,
	UpdateClusterCommandInput,
	UpdateServiceCommandInput,
} from "@aws-sdk/client-ecs";
import type {
	CreateServiceCommandInput as CloudMapCreateServiceInput,
	DeleteServiceCommandInput as CloudMapDeleteServiceInput,
	TagResourceCommandInput as CloudMapTagResourceInput,
	UntagResourceCommandInput as CloudMapUntagResourceInput,
	UpdateServiceCommandInput as CloudMapUpdateServiceInput,
	CreateHttpNamespaceCommandInput,
	CreatePrivateDnsNamespaceCommandInput,
	CreatePublicDnsNamespaceCommandInput,
	DeleteNamespaceCommandInput,
	DeregisterInstanceCommandInput,
	UpdateHttpNamespaceCommandInput,
	UpdatePrivateDnsNamespaceCommandInput,
	UpdatePublicDnsNamespaceCommandInput,
} from "@aws-sdk/client-servicediscovery";

/** What each write takes. */
export interface Writes {
	"ecs:CreateCluster": CreateClusterCommandInput;
	"ecs:UpdateCluster": UpdateClusterCommandInput;
	"ecs:PutClusterCapacityProviders": PutClusterCapacityProvidersCommandInput;
	"ecs:DeleteCluster": DeleteClusterCommandInput;
	"ecs:RegisterTaskDefinition": RegisterTaskDefinitionCommandInput;
	"ecs:DeregisterTaskDefinition": DeregisterTaskDefinitionCommandInput;
	"ecs:CreateService": CreateServiceCommandInput;
	"ecs:UpdateService": UpdateServiceCommandInput;
	"ecs:DeleteService": DeleteServiceCommandInput;
	"ecs:TagResource": TagResourceCommandInput;
	"ecs:UntagResource": UntagResourceCommandInput;
	"servicediscovery:CreatePrivateDnsNamespace": CreatePrivateDnsNamespaceCommandInput;
	"servicediscovery:CreatePublicDnsNamespace": CreatePublicDnsNamespaceCommandInput;
	"servicediscovery:CreateHttpNamespace": CreateHttpNamespaceCommandInput;
	"servicediscovery:UpdatePrivateDnsNamespace": UpdatePrivateDnsNamespaceCommandInput;
	"servicediscovery:UpdatePublicDnsNamespace": UpdatePublicDnsNamespaceCommandInput;
	"servicediscovery:UpdateHttpNamespace": UpdateHttpNamespaceCommandInput;
	"servicediscovery:DeleteNamespace": DeleteNamespaceCommandInput;
	"servicediscovery:CreateService": CloudMapCreateServiceInput;
	"servicediscovery:UpdateService": CloudMapUpdateServiceInput;
	"servicediscovery:DeleteService": CloudMapDeleteServiceInput;
	"servicediscovery:DeregisterInstance": DeregisterInstanceCommandInput;
	"servicediscovery:TagResource": CloudMapTagResourceInput;
	"servicediscovery:UntagResource": CloudMapUntagResourceInput;
}

/** The name of an operation that writes. */
export type WriteOperation = keyof Writes;

/** One AWS write, written down: `{ operation: "ecs:UpdateService", input: {...} }`. */
export type Call<O extends WriteOperation = WriteOperation> = {
	[Name in O]: { readonly operation: Name; readonly input: Writes[Name] };
}[O];
