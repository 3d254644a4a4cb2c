"""One submission on its way: read, prepared, executed, recorded, told; and beside its marks, as a proposal."""
