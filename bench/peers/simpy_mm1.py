"""M/M/1 at rho 0.9 in SimPy 2.3 (SimPy.Simulation): what bench/scenarios/mm1.toml is.

usage: simpy_mm1.py CUSTOMERS       prints one JSON object; exits with 77 when SimPy 2 is missing

An event is an arrival or a departure. The wait of every customer is recorded.
"""
import json
import random
import sys
import time

try:
    from SimPy import Simulation as simpy
except ImportError:
    print("python3-simpy is missing", file=sys.stderr)
    sys.exit(77)

ARRIVALS, SERVICES = 0.9, 1.0  # per unit of time


class Counts:
    arrived = departed = 0
    waited = 0.0


class Customer(simpy.Process):
    def visit(self, server, counts):
        arrived = simpy.now()
        counts.arrived += 1
        yield simpy.request, self, server
        counts.waited += simpy.now() - arrived
        yield simpy.hold, self, random.expovariate(SERVICES)
        yield simpy.release, self, server
        counts.departed += 1


class Source(simpy.Process):
    def generate(self, customers, server, counts):
        for _ in range(customers):
            customer = Customer()
            simpy.activate(customer, customer.visit(server, counts))
            yield simpy.hold, self, random.expovariate(ARRIVALS)


def main():
    customers = int(sys.argv[1])
    random.seed(1)
    simpy.initialize()
    server = simpy.Resource(capacity=1)
    counts = Counts()
    source = Source()
    simpy.activate(source, source.generate(customers, server, counts))
    begin = time.process_time()
    simpy.simulate(until=float("inf"))
    seconds = time.process_time() - begin
    print(json.dumps({"events": counts.arrived + counts.departed, "seconds": seconds,
                      "wait_over_service": counts.waited / counts.departed * SERVICES}))


main()
