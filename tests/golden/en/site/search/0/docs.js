gongkai("\" ","'")
