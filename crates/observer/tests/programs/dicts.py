# Dictionaries that were emptied, half or not at all.
import sys

many = 300000
emptied = {number: number for number in range(many)}
full = {str(number): number for number in range(many)}
half = {number: number for number in range(many)}
for number in range(many):
    del emptied[number]
    if number % 2:
        del half[number]
for name in ("emptied", "full", "half"):
    print(name, len(globals()[name]))
print("ready", flush=True)
sys.stdin.read(1)
