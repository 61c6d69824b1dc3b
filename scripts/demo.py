"""Set up aidlink and run the monthly job on the made-up town in fixtures/.

python3 scripts/demo.py
"""

from environment import ROOT, prepare, run


def main() -> None:
    """Run the latest month of fixtures/ and say where its workbook is."""
    python = prepare()
    month = max(ROOT.glob("fixtures/[0-9]*"))
    out = ROOT / "out" / month.name
    run(python, "-m", "aidlink", "run", month, "--out", out)
    print(f"\nThe workbook is here:  {out / '核查清单.xlsx'}")


if __name__ == "__main__":
    main()
