gongkai("& ","9")
