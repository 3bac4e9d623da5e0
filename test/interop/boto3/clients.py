"""boto3 clients whose endpoint, Region and credentials come from the environment."""

import boto3

ecs = boto3.client("ecs")
cloud_map = boto3.client("servicediscovery")
route53 = boto3.client("route53")

# boto3 polls every 15 s at most; the embedded AWS here runs a hundred times faster than real time.
SOON = {"Delay": 1, "MaxAttempts": 60}

CONTAINER = {"name": "web", "image": "nginx:1", "memory": 128, "portMappings": [{"containerPort": 80}]}
FARGATE = {
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [CONTAINER],
}
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-0a"], "securityGroups": ["sg-0a"]}}


def settled(operation_id):
    """Waits for a Cloud Map operation; raises if it failed."""
    while True:
        operation = cloud_map.get_operation(OperationId=operation_id)["Operation"]
        if operation["Status"] == "FAIL":
            raise AssertionError(operation["ErrorMessage"])
        if operation["Status"] == "SUCCESS":
            return operation
