def shape(n):
    return (n, n)
