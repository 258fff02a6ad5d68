"""Erlang A in SimPy 2.3 (SimPy.Simulation): what bench/scenarios/erlang_a.toml is.

usage: simpy_erlang_a.py CUSTOMERS  prints one JSON object; exits with 77 when SimPy 2 is missing

20 servers, offered load 20, patience half as long as service on average. An event is an arrival or
a departure, served or not. The wait of every customer who is served is recorded, and who is lost.
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

SERVERS, ARRIVALS, SERVICES, PATIENCE = 20, 20.0, 1.0, 0.5  # rates per unit of time; mean patience


class Counts:
    arrived = served = lost = 0
    waited = 0.0


class Customer(simpy.Process):
    def visit(self, servers, counts):
        arrived = simpy.now()
        counts.arrived += 1
        patience = random.expovariate(1.0 / PATIENCE)
        yield (simpy.request, self, servers), (simpy.hold, self, patience)
        if not self.acquired(servers):
            counts.lost += 1
            return
        counts.waited += simpy.now() - arrived
        yield simpy.hold, self, random.expovariate(SERVICES)
        yield simpy.release, self, servers
        counts.served += 1


class Source(simpy.Process):
    def generate(self, customers, servers, counts):
        for _ in range(customers):
            customer = Customer()
            simpy.activate(customer, customer.visit(servers, counts))
            yield simpy.hold, self, random.expovariate(ARRIVALS)


def main():
    customers = int(sys.argv[1])
    random.seed(1)
    simpy.initialize()
    servers = simpy.Resource(capacity=SERVERS)
    counts = Counts()
    source = Source()
    simpy.activate(source, source.generate(customers, servers, counts))
    begin = time.process_time()
    simpy.simulate(until=float("inf"))
    seconds = time.process_time() - begin
    print(json.dumps({"events": counts.arrived + counts.served + counts.lost, "seconds": seconds,
                      "lost_share": counts.lost / counts.arrived}))


main()
