"""What `link` takes, made into standard tables."""


import pandas as pd
import pyarrow as pa

from aidlink.extracts import Extract

Data = Extract | pd.DataFrame | pa.Table
