gongkai("\" ","*")
