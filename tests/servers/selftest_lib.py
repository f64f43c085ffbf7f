"""What the two parts of the self-test share. They need the environment up.sh writes, and the standard library only."""
import os

ENV = {k.removeprefix("CONVENOR_TEST_"): v for k, v in os.environ.items() if k.startswith("CONVENOR_TEST_")}


def check(name, test):
    try:
        said = test()
        print(f"ok   {name}" + (f" ({said})" if said else ""), flush=True)
    except Exception as e:
        print(f"FAIL {name}: {type(e).__name__}: {e}".replace("\n", " "), flush=True)


def address(name):
    host, port = ENV[name].split(":")
    return host, int(port)
