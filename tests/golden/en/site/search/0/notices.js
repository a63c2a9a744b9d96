gongkai("$$$$$&$$$$",{"round":["","r1"],"organisation":["","office"],"kind":["","rectification"],"year":["","2026"]})
